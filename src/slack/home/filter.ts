import type { HomeFilter } from '../../model/home.ts';
import { LEVELS } from '../../model/level.ts';

/** The filter with what was chosen in one of its menus or buttons, as `level:high`; anything unknown changes nothing. */
export function choose(filter: HomeFilter, value: string): HomeFilter {
  const [what = '', which = ''] = value.split(':', 2);
  const { level, account, mine } = filter;
  const kept = {
    ...(level === undefined ? {} : { level }),
    ...(account === undefined ? {} : { account }),
    ...(mine === undefined ? {} : { mine }),
  };
  switch (what) {
    case 'level': {
      const { level: _other, ...rest } = kept;
      const chosen = LEVELS.find((candidate) => candidate === which);
      return chosen === undefined ? rest : { ...rest, level: chosen };
    }
    case 'account': {
      const { account: _other, ...rest } = kept;
      return /^\d{12}$/.test(which) ? { ...rest, account: which } : rest;
    }
    case 'mine': {
      const { mine: _other, ...rest } = kept;
      return which === 'yes' ? { ...rest, mine: true } : rest;
    }
    default:
      return filter;
  }
}

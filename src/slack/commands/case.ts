import { caseIdIn } from '../case-id.ts';
import type { CommandUnit } from '../unit.ts';
import { whichCase } from '../which-case.ts';

/** `/trail case 0cwd8pvvl0`: one case as its card shows it, also where it has none. */
export const oneCase: CommandUnit = {
  id: 'case',
  usage: 'case <id>',
  summary: 'One case as its card shows it, also where a mute hides it.',
  role: 'viewer',
  async run({ services }, words) {
    const id = caseIdIn(words);
    return id === undefined ? whichCase(services, 'case') : services.card(id);
  },
};

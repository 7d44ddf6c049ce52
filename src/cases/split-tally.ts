import type { CasePart, CaseTally } from '../model/case.ts';
import { withCell } from './tally.ts';

/** A tally in two: what stays, and what goes. */
export interface SplitTally {
  readonly stays: CaseTally;
  readonly goes: CaseTally;
  /** Records that the new case counts from now on. */
  readonly taken: number;
}

/**
 * Takes a part out of the tally of case `id`. A record on which rules of both sides fired stays counted where it was, and
 * the new case knows that it is. Pure.
 */
export function splitTally(tally: CaseTally, part: CasePart, id: string): SplitTally {
  const partial = tally.partial === true || tally.rest > 0 ? { partial: true as const } : {};
  let stays: CaseTally = { cells: [], rest: tally.rest, ...partial };
  let goes: CaseTally = { cells: [], rest: 0, ...partial };
  let taken = 0;
  for (const cell of tally.cells) {
    const away =
      part.kind === 'actor'
        ? cell.actor === part.actor
          ? cell.rules
          : []
        : cell.rules.filter((rule) => part.rules.includes(rule));
    const left = cell.rules.filter((rule) => !away.includes(rule));
    if (left.length > 0) stays = withCell(stays, { ...cell, rules: left });
    if (away.length === 0) continue;
    if (left.length > 0) goes = withCell(goes, { ...cell, rules: away, elsewhere: cell.elsewhere ?? id });
    else {
      goes = withCell(goes, { ...cell, rules: away });
      taken += cell.elsewhere === undefined ? cell.count : 0;
    }
  }
  return { stays, goes, taken };
}

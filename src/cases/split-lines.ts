import type { Case, CaseLine, CasePart, TallyCell } from '../model/case.ts';
import { worstFirst } from './case-bounds.ts';
import type { SplitTally } from './split-tally.ts';
import { widest } from './tally.ts';

/** The lines that a split takes out. Rules go as they are; of an actor, what the tally knows. Pure. */
export function linesGone(it: Case, { goes }: SplitTally, part: CasePart): readonly CaseLine[] {
  if (part.kind === 'rules') return it.lines.filter(({ rule }) => part.rules.includes(rule.id));
  const lines = it.lines.flatMap((line): readonly CaseLine[] => {
    const of = cellsOf(goes.cells, line);
    const times = span(of);
    return times === undefined ? [] : [{ ...line, ...times, count: sum(of) }];
  });
  return worstFirst(lines);
}

/** The lines that stay. Pure. */
export function linesLeft(it: Case, { stays, goes }: SplitTally, part: CasePart): readonly CaseLine[] {
  if (part.kind === 'rules') return it.lines.filter(({ rule }) => !part.rules.includes(rule.id));
  const lines = it.lines.flatMap((line): readonly CaseLine[] => {
    const count = line.count - sum(cellsOf(goes.cells, line));
    // Beyond the bound of the tally nobody knows when the rest was.
    const times = stays.partial === true ? undefined : span(cellsOf(stays.cells, line));
    return count <= 0 ? [] : [{ ...line, ...times, count }];
  });
  return worstFirst(lines);
}

function cellsOf(cells: readonly TallyCell[], { rule }: CaseLine): readonly TallyCell[] {
  return cells.filter((cell) => cell.rules.includes(rule.id));
}

function sum(cells: readonly TallyCell[]): number {
  return cells.reduce((total, { count }) => total + count, 0);
}

function span([first, ...others]: readonly TallyCell[]): Pick<CaseLine, 'firstAt' | 'lastAt'> | undefined {
  return first === undefined ? undefined : others.reduce<Pick<CaseLine, 'firstAt' | 'lastAt'>>(widest, pick(first));
}

function pick({ firstAt, lastAt }: TallyCell): Pick<CaseLine, 'firstAt' | 'lastAt'> {
  return { firstAt, lastAt };
}

import type { SeenState } from '../model/alert.ts';
import type { Case, CaseLine } from '../model/case.ts';

/** What an inspector saw when it looked again at what a case's records are about. */
export interface LiveAgain {
  readonly rule: string;
  readonly found: readonly Pick<SeenState, 'id' | 'words'>[];
  /** Whether it has looked at that object; of others it knows no more than before. */
  covers(id: string): boolean;
}

/** The case with its lines telling what is so now; the same one where nothing was looked at. Pure. */
export function withLiveAgain(it: Case, looks: readonly LiveAgain[], at: number): Case {
  const lines = it.lines.map((line): CaseLine => {
    const look = looks.find(({ rule }) => rule === line.rule.id);
    if (look === undefined || line.seen === undefined) return line;
    return { ...line, seen: line.seen.map((state) => seenAgain(state, look, at)) };
  });
  return lines.some((line, index) => line !== it.lines[index]) ? { ...it, lines } : it;
}

function seenAgain(state: SeenState, look: LiveAgain, at: number): SeenState {
  const { id } = state;
  const found = look.found.find((one) => one.id === id);
  if (found !== undefined) return { id, words: found.words, at };
  return look.covers(id) ? { id, words: state.words, at, over: true } : state;
}

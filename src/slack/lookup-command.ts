import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { note } from '../../blocks/note.ts';
import type { LookupKind, LookupQuestion } from '../model/lookup.ts';
import type { Policy } from '../model/policy.ts';
import { accountName } from './account-name.ts';
import { parseSince } from './since.ts';
import type { CommandUnit } from './unit.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SINCE = '[since: 30m, 24h, 7d or 2026-01-31] [account]';

/** A subcommand of `/trail` that looks something up. */
export function lookupCommand(how: {
  readonly id: LookupKind;
  /** What comes first, as help shows it: `<address>`. */
  readonly term: string;
  readonly summary: string;
  /** What to type, for whoever typed too little. */
  readonly example: string;
  /** Why a word cannot be looked for; undefined: it can. */
  wrong?(term: string): string | undefined;
}): CommandUnit {
  return {
    id: how.id,
    usage: `${how.id} ${how.term} ${SINCE}`,
    summary: how.summary,
    role: 'viewer',
    async run(gesture, words) {
      const { services } = gesture;
      const policy = await services.policy();
      const read = readQuestion(how.id, words, policy, services.now());
      if (typeof read === 'string') return note(read);
      const optional = how.term.startsWith('[');
      if (read.term === '' && !optional) return note(how.example);
      const wrong = read.term === '' ? undefined : how.wrong?.(read.term);
      if (wrong !== undefined) return note(wrong);
      const lookup = await services.lookup(read);
      return { share: lookupAnswer(lookup, { accountName: (id) => accountName(policy, id) }) };
    },
  };
}

/** The question that was typed, or why it is none. */
function readQuestion(
  about: LookupKind,
  words: readonly string[],
  policy: Policy,
  now: number,
): LookupQuestion | string {
  let term = '';
  let from = now - DAY_MS;
  let accounts: readonly string[] = [];
  for (const [index, word] of words.entries()) {
    const since = parseSince(word, now);
    const account = policy.accounts.find((candidate) => candidate.id === word || candidate.alias === word);
    // Somebody may be called like an account: what comes first is what is looked for.
    if (index === 0 && (about !== 'errors' || (since === undefined && account === undefined))) term = word;
    else if (since !== undefined) from = since;
    else if (account !== undefined) accounts = [account.id];
    else
      return `“${word.slice(0, 60)}” is neither a time (30m, 24h, 7d, 2026-01-31) nor an account (${policy.accounts.map((entry) => entry.alias).join(', ')}).`;
  }
  return { about, term, from, to: now, accounts };
}

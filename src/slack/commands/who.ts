import { lookupAnswer } from '../../../blocks/lookup-answer.ts';
import { note } from '../../../blocks/note.ts';
import { accountName } from '../account-name.ts';
import { parseSince } from '../since.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail who dave 24h`: what a principal did. */
export const who: CommandUnit = {
  id: 'who',
  usage: 'who <user, role, ARN, access key or session> [since: 30m, 24h, 7d or 2026-01-31] [account]',
  summary: 'What somebody did, from where, newest first.',
  role: 'viewer',
  async run(gesture, words) {
    const [principal, ...rest] = words;
    if (principal === undefined) return note('Say who: /trail who dave 24h');
    const now = gesture.services.now();
    const policy = await gesture.services.policy();
    let from = now - 24 * 60 * 60 * 1000;
    let accounts: readonly string[] = [];
    for (const word of rest) {
      const since = parseSince(word, now);
      const account = policy.accounts.find((candidate) => candidate.id === word || candidate.alias === word);
      if (since !== undefined) from = since;
      else if (account !== undefined) accounts = [account.id];
      else
        return note(
          `“${word.slice(0, 60)}” is neither a time (30m, 24h, 7d, 2026-01-31) nor an account (${policy.accounts.map((entry) => entry.alias).join(', ')}).`,
        );
    }
    const lookup = await gesture.services.lookup({ principal, from, to: now, accounts });
    return lookupAnswer(lookup, { accountName: (id) => accountName(policy, id) });
  },
};

import { casesAnswer } from '../../../blocks/cases-answer.ts';
import { note } from '../../../blocks/note.ts';
import { accountName } from '../account-name.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail cases`: what is open, the worst first. */
export const cases: CommandUnit = {
  id: 'cases',
  usage: 'cases [closed] [account]',
  summary: 'The open cases, the worst first, also those that mutes hide.',
  role: 'viewer',
  async run({ services }, words) {
    const policy = await services.policy();
    const closed = words.includes('closed');
    const [name, ...others] = words.filter((word) => word !== 'closed' && word !== 'open');
    const account = policy.accounts.find((candidate) => candidate.id === name || candidate.alias === name);
    if (others.length > 0 || (name !== undefined && account === undefined))
      return note(
        `“${(others[0] ?? name ?? '').slice(0, 60)}” is no account (${policy.accounts.map((entry) => entry.alias).join(', ')}).`,
      );
    const list = await services.cases(closed ? 'closed' : 'open', account?.id);
    const links = new Map(list.cases.map(({ case: it, link }) => [it.id, link]));
    const answer = casesAnswer({
      ...list,
      cases: list.cases.map(({ case: it }) => it),
      which: closed ? 'closed' : 'open',
      accountName: (id) => accountName(policy, id),
      link: (it) => links.get(it.id),
    });
    return { share: answer };
  },
};

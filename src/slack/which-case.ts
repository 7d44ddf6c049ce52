import { whichCaseAnswer } from '../../blocks/which-case-answer.ts';
import type { ChatMessage } from '../ports/chat.ts';
import { accountName } from './account-name.ts';
import type { SlackServices } from './services.ts';

/** Of whoever named no case of a command that is about one: the open ones, to choose from. */
export async function whichCase(services: SlackServices, command: 'case' | 'mute'): Promise<ChatMessage> {
  const [policy, { cases, more }] = await Promise.all([services.policy(), services.cases('open', undefined)]);
  return whichCaseAnswer({
    command: `/trail ${command}`,
    cases: cases.map(({ case: it, link }) => ({ case: it, link, account: accountName(policy, it.account) })),
    more,
  });
}

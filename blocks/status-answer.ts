import type { RichTextElement } from '@slack/types';
import { frozenInWords } from '../src/model/freeze.ts';
import type { AccountStatus, Status } from '../src/model/status.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { groupLine } from './group-note.ts';
import { stalledLine } from './channel-note.ts';
import { bulletList, count, enumerate, footnote, paragraph, rich, sentence } from './text.ts';

const SHOWN = 20;

/** What `/trail status` shows: frozen or not, which policy, and what may still happen in each account within the hour. */
export function statusAnswer(status: Status): ChatMessage {
  const { frozen, policyProblem, accounts, stalled, groups } = status;
  const head = frozen === undefined ? 'Trailbolt is at work.' : frozenInWords(frozen);
  return {
    text: sentence(
      `${head}${policyProblem === undefined ? '' : ' The newest policy file is not in force.'}${stalled.length === 0 ? '' : ` Nothing gets through to ${count(stalled.length, 'channel')}.`}${groups.length === 0 ? '' : ` Slack does not say who is in ${count(groups.length, 'user group')}.`}`,
    ),
    blocks: [
      paragraph(
        rich.bold(head, 500),
        ...(frozen === undefined
          ? []
          : [rich.text(' By '), rich.user(frozen.by), rich.text(' '), rich.date(frozen.at), rich.text('.')]),
      ),
      ...(policyProblem === undefined
        ? []
        : [paragraph(rich.bold('The newest policy file is not in force. '), rich.text(policyProblem, 1500))]),
      ...stalled.slice(0, SHOWN).map((one) => paragraph(...stalledLine(one))),
      ...groups.slice(0, SHOWN).map((one) => paragraph(...groupLine(one))),
      ...(accounts.length === 0
        ? []
        : [
            {
              type: 'rich_text' as const,
              elements: [bulletList(accounts.slice(0, SHOWN).map((account) => line(account, status)))],
            },
          ]),
      footnote(
        `Your role: ${status.role ?? 'none'}. Policy ${status.policy.slice(0, 12)}.${status.quiet ? ' The hours are quiet.' : ''}`,
      ),
    ],
  };
}

function line(account: AccountStatus, { budgets }: Status): RichTextElement[] {
  const can = [
    ...(account.reads ? ['looks'] : []),
    ...(account.acts ? ['acts'] : []),
    ...(account.writesIam ? ['writes to IAM'] : []),
  ];
  const what = account.isProtected
    ? 'protected, nothing is changed'
    : can.length === 0
      ? 'alerts only'
      : `Trailbolt ${enumerate(can)}`;
  return [
    rich.bold(account.alias, 60),
    rich.text(
      `: ${what}; runs this hour: people ${account.people} of ${budgets.people.perAccount}, automations ${account.automations} of ${budgets.automations.perAccount}`,
      250,
    ),
  ];
}

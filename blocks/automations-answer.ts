import type { Button, KnownBlock } from '@slack/types';
import type { Arming, Automation } from '../src/model/automation.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { bulletList, count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** Automations and would-have-runs shown in one answer, so that it stays within what Slack takes. */
const SHOWN = { automations: 9, rehearsals: 4 } as const;

/** An automation with what it would have done. */
export interface AutomationLine {
  readonly automation: Automation;
  /** What its action is called. */
  readonly title: string;
  readonly armed: Arming | undefined;
  readonly rehearsals: readonly {
    readonly at: number;
    readonly action: string;
    readonly account: string;
    readonly targets: readonly string[];
  }[];
  readonly more: boolean;
}

/** What `/trail automations` shows: each automation, armed or not, with its rehearsals and a button. */
export function automationsAnswer(
  automations: readonly AutomationLine[],
  accountName: (id: string) => string,
): ChatMessage {
  const found = automations.length === 0 ? 'The policy has no automation' : count(automations.length, 'automation');
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(found, LIMITS.header) }];
  for (const [index, line] of automations.slice(0, SHOWN.automations).entries())
    blocks.push(...linesOf(line, index, accountName));
  const rest = automations.length - SHOWN.automations;
  if (rest > 0) blocks.push(footnote(`${rest} more are in the policy.`));
  return { text: sentence(`${found}.`), blocks };
}

function linesOf(
  { automation, title, armed, rehearsals, more }: AutomationLine,
  index: number,
  accountName: (id: string) => string,
): KnownBlock[] {
  const where = automation.accounts.length === 0 ? 'every account' : automation.accounts.map(accountName).join(', ');
  return [
    paragraph(
      rich.bold(automation.name, 60),
      rich.text(` ${title} after ${automation.after.join(', ')} in ${where}, ${afterNotice(automation)} – `, 400),
      ...(armed === undefined
        ? [rich.text('rehearses: it only says what it would do')]
        : [rich.text('armed by '), rich.user(armed.by), rich.text(' '), rich.date(armed.at)]),
    ),
    ...(rehearsals.length === 0
      ? []
      : [
          {
            type: 'rich_text' as const,
            elements: [
              bulletList(
                rehearsals
                  .slice(0, SHOWN.rehearsals)
                  .map((one) => [
                    rich.date(one.at),
                    rich.text(
                      ` ${one.action.toLowerCase()} ${one.targets.join(', ')} in ${accountName(one.account)}`,
                      160,
                    ),
                  ]),
              ),
            ],
          },
        ]),
    ...(more || rehearsals.length > SHOWN.rehearsals ? [paragraph(rich.text('and more'))] : []),
    { type: 'actions', block_id: `automation-${index}`, elements: [armButton(automation, title, armed)] },
  ];
}

/** `5 minutes after it says so`: people have so long to hold it. */
function afterNotice({ veto }: Automation): string {
  return veto === 0
    ? 'as soon as it says so'
    : `${count(Math.max(1, Math.round(veto / 60)), 'minute')} after it says so`;
}

function armButton(automation: Automation, title: string, armed: Arming | undefined): Button {
  const value = `${automation.name}.${automation.digest}`;
  if (armed !== undefined)
    return {
      type: 'button',
      action_id: 'automation.disarm',
      text: plain('Disarm automation', LIMITS.buttonText),
      value,
    };
  return {
    type: 'button',
    action_id: 'automation.arm',
    text: plain('Arm automation', LIMITS.buttonText),
    value,
    style: 'danger',
    confirm: {
      title: plain('Let it act by itself?', 100),
      text: plain(
        `${automation.name} will ${title.toLowerCase()} without asking, ${afterNotice(automation)}${automation.veto === 0 ? '' : ', unless somebody holds it'}.`,
        300,
      ),
      confirm: plain('Arm', 30),
      deny: plain('Back', 30),
      style: 'danger',
    },
  };
}

import type { Offer } from '../src/model/offer.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { clip, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** What `/trail do` answers: a command cannot open a window late, a button can. */
export function doAnswer(offer: Offer, account: string): ChatMessage {
  const { id: target = '', name } = offer.targets[0] ?? {};
  const called = name === undefined ? '' : ` (${clip(name, 60)})`;
  const words = `${offer.title} ${clip(target, 80)}${called} in ${clip(account, 60)}, ${offer.region}`;
  return {
    text: sentence(`${words}: open the plan to see what would happen. Nothing runs before it is approved.`),
    blocks: [
      paragraph(
        rich.bold(`${offer.title} `),
        rich.code(target, 100),
        rich.text(
          `${called} in ${clip(account, 60)}, ${offer.region}. Open the plan to see what would happen. Nothing runs before it is approved.`,
          300,
        ),
      ),
      {
        type: 'actions',
        block_id: 'do',
        elements: [
          {
            type: 'button',
            action_id: 'open.plan',
            text: plain(`Plan: ${offer.title} ${clip(target, 30)}…`, LIMITS.buttonText),
            value: `${offer.caseId}.${offer.id}`,
          },
        ],
      },
    ],
  };
}

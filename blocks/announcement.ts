import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { asker, targetCodes, targetNames } from './request-line.ts';
import { clip, count, mentions, paragraph, rich, sentence } from './text.ts';

export interface Announcement {
  readonly request: ActionRequest;
  readonly account: string;
  readonly by: { readonly id: string; readonly name: string };
  /** The channel of the case, where it is decided. */
  readonly channel: string;
  /** Users and user groups who are called. */
  readonly mention: readonly string[];
}

/** A new request, for the channel where approvers look. It is decided in its case's thread, beside the plan. */
export function announcement({ request, account, by, channel, mention }: Announcement): ChatMessage {
  const { plan, reason, quorum } = request;
  const where = `${clip(account, 60)}, ${plan.region}`;
  const what = plan.action.title.toLowerCase();
  return {
    text: sentence(`${by.name} asks to ${what} ${targetNames(plan)} in ${where}: “${reason}”`),
    blocks: [
      paragraph(
        asker(request),
        rich.text(` asks to ${what} `),
        ...targetCodes(plan),
        rich.text(` in ${where}: “${clip(reason, 500) || 'no reason given'}”`, 620),
      ),
      paragraph(
        ...(mention.length === 0 ? [] : [...mentions(mention), rich.text(': ')]),
        rich.text(`${count(quorum, 'approval')} needed, in the thread of its case in `),
        { type: 'channel', channel_id: channel },
        rich.text('. Expires '),
        rich.date(request.expiresAt),
        rich.text('.'),
      ),
    ],
  };
}

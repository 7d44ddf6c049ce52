import type { PlainMessage } from '../model/alert.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { SEEN_SECONDS } from './case-store.ts';
import { outboxRank, outboxWrite } from './outbox.ts';

/**
 * Queues a message that is not one of our alerts, once per message id.
 * @returns false when it was known already.
 */
export async function recordPlain(
  store: Store,
  clock: Clock,
  channel: string,
  message: PlainMessage,
  card: ChatMessage,
): Promise<boolean> {
  const now = clock.now();
  const commit = await store.commit([
    {
      kind: 'put',
      key: { partition: `seen-message#${message.id}`, sort: 'seen' },
      value: {},
      if: 'absent',
      expiresAt: Math.floor(now / 1000) + SEEN_SECONDS,
    },
    outboxWrite(channel, outboxRank(message.level), now, {
      kind: 'plain',
      id: message.id,
      message: card,
      about: {
        level: message.level,
        title: message.title.slice(0, 120).toWellFormed() || 'A message without a title',
        sender: message.sender.slice(0, 80).toWellFormed(),
        account: message.account ?? 'unknown',
      },
    }),
  ]);
  return commit.ok;
}

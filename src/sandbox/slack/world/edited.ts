import type { Message } from './messages.ts';
import type { World } from './world.ts';

/**
 * Marks a message that the app has just changed. One that is drawn from blocks shows no such mark:
 * https://docs.slack.dev/reference/methods/chat.update, argument `blocks`.
 */
export function markEdited(world: World, message: Message): void {
  if (message.blocks === undefined) message.edited = { user: world.credentials.botUserId, ts: world.ids.ts() };
}

import type { JsonObject } from '../../../model/json.ts';
import type { Channel, World } from '../world/world.ts';
import { Refusal } from '../world/refusal.ts';
import { channelForPosting, requireMembership } from './channels.ts';
import { messageContent, messageMetadata, type MessageContent } from './message-content.ts';
import { messageObject } from './message-object.ts';
import { notifiedBy } from './notified.ts';
import type { ApiMethod } from './method.ts';

/**
 * The parent that a reply names. The reference lists no code for a thread that is not there; Slack answers
 * `thread_not_found`, and warns against naming a reply instead of its parent.
 */
function parentOf(world: World, channel: Channel, threadTs: string | undefined): string | undefined {
  if (threadTs === undefined || threadTs === '') return undefined;
  const parent = world.messages.findPosted(channel.id, threadTs);
  if (parent === undefined) throw new Refusal('thread_not_found');
  if (parent.threadTs !== undefined) throw new Refusal('cannot_reply_to_message');
  return threadTs;
}

function truncationWarning(content: MessageContent): JsonObject {
  return content.isTruncated
    ? { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } }
    : {};
}

/** https://docs.slack.dev/reference/methods/chat.postMessage */
export const chatPostMessage: ApiMethod = {
  name: 'chat.postMessage',
  token: 'bot',
  tier: 'special',
  scopes: ['chat:write'],
  required: ['channel'],
  run({ world, args }) {
    const channel = channelForPosting(world, args.text('channel'));
    if (channel.isArchived) throw new Refusal('is_archived');
    if (!world.app.scopes.includes('chat:write.public') || channel.isPrivate) requireMembership(world, channel);
    const content = messageContent(args);
    const metadata = messageMetadata(args);
    const threadTs = parentOf(world, channel, args.text('thread_ts'));
    const notified = notifiedBy(world, channel, content);
    const message = world.messages.add({
      ts: world.ids.ts(),
      channel: channel.id,
      author: world.credentials.botUserId,
      text: content.text,
      ...(notified.length === 0 ? {} : { notified }),
      ...(content.blocks === undefined ? {} : { blocks: content.blocks }),
      ...(metadata === undefined || metadata === null ? {} : { metadata }),
      ...(threadTs === undefined ? {} : { threadTs, isBroadcast: args.flag('reply_broadcast') }),
    });
    world.changed();
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageObject(world, message),
      ...truncationWarning(content),
    };
  },
};

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const chatPostEphemeral: ApiMethod = {
  name: 'chat.postEphemeral',
  token: 'bot',
  tier: 'tier4',
  scopes: ['chat:write'],
  required: ['channel', 'user'],
  run({ world, args }) {
    const channel = channelForPosting(world, args.text('channel'));
    if (channel.isArchived) throw new Refusal('is_archived');
    requireMembership(world, channel);
    const user = args.text('user') ?? '';
    if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
    const content = messageContent(args);
    const threadTs = parentOf(world, channel, args.text('thread_ts'));
    const message = world.messages.add({
      ts: world.ids.ts(),
      channel: channel.id,
      author: world.credentials.botUserId,
      visibleTo: user,
      text: content.text,
      ...(content.blocks === undefined ? {} : { blocks: content.blocks }),
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    world.changed();
    return { message_ts: message.ts };
  },
};

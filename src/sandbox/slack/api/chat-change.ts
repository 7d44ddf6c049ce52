import { markEdited } from '../world/edited.ts';
import type { Message } from '../world/messages.ts';
import { Refusal } from '../world/refusal.ts';
import type { Channel } from '../world/world.ts';
import { channelById } from './channels.ts';
import { messageContent, messageMetadata } from './message-content.ts';
import { messageObject } from './message-object.ts';
import type { ApiCall, ApiMethod } from './method.ts';

/** The app's own message that a call names. Ephemeral messages have no `ts` that methods know. */
function ownMessage({ world, args }: ApiCall, channel: Channel, code: string): Message {
  const message = world.messages.findPosted(channel.id, args.text('ts') ?? '');
  if (message === undefined || message.isTombstone === true) throw new Refusal('message_not_found');
  if (message.author !== world.credentials.botUserId) throw new Refusal(code);
  return message;
}

/** https://docs.slack.dev/reference/methods/chat.update#errors: longer texts are refused here, not cut. */
const UPDATE_TEXT_MAX = 4000;

/** https://docs.slack.dev/reference/methods/chat.update */
export const chatUpdate: ApiMethod = {
  name: 'chat.update',
  token: 'bot',
  tier: 'tier3',
  scopes: ['chat:write'],
  required: ['channel', 'ts'],
  run(call) {
    const { world, args } = call;
    const channel = channelById(world, args.text('channel'));
    const message = ownMessage(call, channel, 'cant_update_message');
    if (channel.isArchived) throw new Refusal('is_inactive');
    const content = messageContent(args);
    if (content.text.length > UPDATE_TEXT_MAX) throw new Refusal('msg_too_long');
    const metadata = messageMetadata(args);
    message.text = content.text;
    // Blocks that the call does not repeat are gone.
    if (content.blocks === undefined) delete message.blocks;
    else message.blocks = content.blocks;
    if (metadata === null) delete message.metadata;
    else if (metadata !== undefined) message.metadata = metadata;
    markEdited(world, message);
    world.changed();
    return { channel: channel.id, ts: message.ts, text: message.text, message: messageObject(world, message) };
  },
};

/** https://docs.slack.dev/reference/methods/chat.delete */
export const chatDelete: ApiMethod = {
  name: 'chat.delete',
  token: 'bot',
  tier: 'tier3',
  scopes: ['chat:write'],
  required: ['channel', 'ts'],
  run(call) {
    const { world, args } = call;
    const channel = channelById(world, args.text('channel'));
    const message = ownMessage(call, channel, 'cant_delete_message');
    if (world.messages.replies(channel.id, message.ts).length === 0) {
      world.messages.remove(message);
    } else {
      // A thread keeps its parent's place. https://docs.slack.dev/messaging/retrieving-messages
      message.isTombstone = true;
      message.text = 'This message was deleted.';
      delete message.blocks;
      delete message.metadata;
    }
    world.changed();
    return { channel: channel.id, ts: message.ts };
  },
};

/** https://docs.slack.dev/reference/methods/chat.getPermalink */
export const chatGetPermalink: ApiMethod = {
  name: 'chat.getPermalink',
  token: 'bot',
  tier: 'special',
  scopes: [],
  required: ['channel', 'message_ts'],
  run({ world, args }) {
    const channel = channelById(world, args.text('channel'));
    const message = world.messages.findPosted(channel.id, args.text('message_ts') ?? '');
    if (message === undefined) throw new Refusal('message_not_found');
    const link = `https://${world.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
    const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    return { channel: channel.id, permalink: link + thread };
  },
};

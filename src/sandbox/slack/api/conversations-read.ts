import { Refusal } from '../world/refusal.ts';
import { channelById, requireMembership, scopeByChannel } from './channels.ts';
import { messageObject } from './message-object.ts';
import type { ApiMethod } from './method.ts';
import { nextCursor, page, timeRange } from './paging.ts';

const HISTORY_MAX = 999;

/** https://docs.slack.dev/reference/methods/conversations.history: newest first, replies only where broadcast. */
export const conversationsHistory: ApiMethod = {
  name: 'conversations.history',
  token: 'bot',
  tier: 'tier3',
  scopes: scopeByChannel('history'),
  required: ['channel'],
  run({ world, args }) {
    const channel = channelById(world, args.text('channel'));
    requireMembership(world, channel);
    const inRange = timeRange(args);
    const messages = world.messages
      .inChannel(channel.id)
      .filter((message) => message.visibleTo === undefined && inRange(message.ts))
      .filter((message) => message.threadTs === undefined || message.isBroadcast === true)
      .toReversed();
    const { items, next } = page(args, messages, 100, HISTORY_MAX);
    const detail = args.flag('include_all_metadata') ? 'all' : 'type';
    return {
      messages: items.map((message) => messageObject(world, message, detail)),
      has_more: next !== '',
      pin_count: 0,
      ...(next === '' ? {} : nextCursor(next)),
    };
  },
};

/** https://docs.slack.dev/reference/methods/conversations.replies: the parent, then its replies, oldest first. */
export const conversationsReplies: ApiMethod = {
  name: 'conversations.replies',
  token: 'bot',
  tier: 'tier3',
  scopes: scopeByChannel('history'),
  required: ['channel', 'ts'],
  run({ world, args }) {
    const channel = channelById(world, args.text('channel'));
    requireMembership(world, channel);
    const message = world.messages.findPosted(channel.id, args.text('ts') ?? '');
    if (message === undefined) throw new Refusal('thread_not_found');
    const parent = message.threadTs === undefined ? message : world.messages.findPosted(channel.id, message.threadTs);
    const inRange = timeRange(args);
    const replies = world.messages.replies(channel.id, parent?.ts ?? message.ts).filter(({ ts }) => inRange(ts));
    const { items, next } = page(args, replies, 1000, 1000);
    const detail = args.flag('include_all_metadata') ? 'all' : 'type';
    return {
      messages: [...(parent === undefined ? [] : [parent]), ...items].map((entry) =>
        messageObject(world, entry, detail),
      ),
      has_more: next !== '',
      ...(next === '' ? {} : nextCursor(next)),
    };
  },
};

import type { JsonObject } from '../../../model/json.ts';
import { Refusal } from '../world/refusal.ts';
import type { Channel, World } from '../world/world.ts';
import { channelById, isVisible, requireMembership, scopeByChannel } from './channels.ts';
import type { ApiMethod } from './method.ts';
import { listed, page } from './paging.ts';

/** https://docs.slack.dev/reference/objects/conversation-object */
function channelObject(world: World, channel: Channel): JsonObject {
  const isShared = [...channel.members].some((user) => world.people.get(user)?.kind === 'stranger');
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_shared: isShared,
    is_ext_shared: isShared,
    is_member: channel.members.has(world.credentials.botUserId),
    created: channel.created,
    creator: world.people.keys().next().value ?? '',
    context_team_id: world.team.id,
    num_members: channel.members.size,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** https://docs.slack.dev/reference/methods/conversations.info */
export const conversationsInfo: ApiMethod = {
  name: 'conversations.info',
  token: 'bot',
  tier: 'tier3',
  scopes: scopeByChannel('read'),
  required: ['channel'],
  run({ world, args }) {
    return { channel: channelObject(world, channelById(world, args.text('channel'))) };
  },
};

function typeOf(channel: Channel): string {
  if (channel.isDirect === true) return 'im';
  return channel.isPrivate ? 'private_channel' : 'public_channel';
}

/** https://docs.slack.dev/reference/methods/conversations.list */
export const conversationsList: ApiMethod = {
  name: 'conversations.list',
  token: 'bot',
  tier: 'tier2',
  scopes: ({ args }) => [(args.text('types') ?? '').includes('private_channel') ? 'groups:read' : 'channels:read'],
  run({ world, args }) {
    const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
    if (types.some((type) => !['public_channel', 'private_channel', 'mpim', 'im'].includes(type))) {
      throw new Refusal('invalid_types');
    }
    const channels = [...world.channels.values()]
      .filter((channel) => types.includes(typeOf(channel)))
      .filter((channel) => isVisible(world, channel))
      .filter((channel) => !(channel.isArchived && args.flag('exclude_archived')));
    const { items, next } = page(args, channels, 100, 1000);
    return listed(
      'channels',
      items.map((channel) => channelObject(world, channel)),
      next,
    );
  },
};

/** https://docs.slack.dev/reference/methods/conversations.members */
export const conversationsMembers: ApiMethod = {
  name: 'conversations.members',
  token: 'bot',
  tier: 'tier4',
  scopes: scopeByChannel('read'),
  required: ['channel'],
  run({ world, args }) {
    const channel = channelById(world, args.text('channel'));
    if (channel.isPrivate) requireMembership(world, channel);
    const { items, next } = page(args, [...channel.members], 100, 1000);
    return listed('members', items, next);
  },
};

/** https://docs.slack.dev/reference/methods/conversations.join */
export const conversationsJoin: ApiMethod = {
  name: 'conversations.join',
  token: 'bot',
  tier: 'tier3',
  scopes: ['channels:join'],
  required: ['channel'],
  run({ world, args }) {
    const channel = channelById(world, args.text('channel'));
    if (channel.isPrivate) throw new Refusal('method_not_supported_for_channel_type');
    if (channel.isArchived) throw new Refusal('is_archived');
    const already = channel.members.has(world.credentials.botUserId);
    channel.members.add(world.credentials.botUserId);
    world.changed();
    return {
      channel: channelObject(world, channel),
      ...(already ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
    };
  },
};

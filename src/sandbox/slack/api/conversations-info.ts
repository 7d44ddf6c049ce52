import type { JsonObject } from '../../../model/json.ts';
import { Refusal } from '../world/refusal.ts';
import type { Channel, World } from '../world/world.ts';
import { channelById, isVisible, requireMembership, scopeByChannel } from './channels.ts';
import type { ApiMethod } from './method.ts';
import { listed, page } from './paging.ts';

/** https://docs.slack.dev/reference/objects/conversation-object */
export function channelObject(world: World, channel: Channel): JsonObject {
  if (channel.isDirect === true) return directObject(world, channel);
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
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** A conversation with one person has no name and names the person. */
function directObject(world: World, { id, created, isArchived, members }: Channel): JsonObject {
  const user = [...members].find((member) => member !== world.credentials.botUserId) ?? '';
  return {
    id,
    created,
    is_archived: isArchived,
    is_im: true,
    is_org_shared: false,
    context_team_id: world.team.id,
    user,
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
    const channel = channelById(world, args.text('channel'));
    const count = args.flag('include_num_members') ? { num_members: channel.members.size } : {};
    return { channel: { ...channelObject(world, channel), ...count } };
  },
};

/** The scope that listing each kind of conversation needs. */
const LIST_SCOPES: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
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
  scopes: Object.values(LIST_SCOPES),
  run({ world, args }) {
    const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
    const needed = types.map((type) => LIST_SCOPES[type]).filter((scope) => scope !== undefined);
    if (needed.length < types.length) throw new Refusal('invalid_types');
    if (!needed.every((scope) => world.app.scopes.includes(scope))) {
      throw new Refusal('missing_scope', [], { needed: needed.join(','), provided: world.app.scopes.join(',') });
    }
    const channels = [...world.channels.values()]
      .filter((channel) => types.includes(typeOf(channel)))
      .filter((channel) => isVisible(world, channel))
      .filter((channel) => !(channel.isArchived && args.flag('exclude_archived')));
    const { items, next } = page(args, channels, 100, 1000);
    return listed(
      'channels',
      items.map((channel) => ({
        ...channelObject(world, channel),
        ...(channel.isDirect === true ? {} : { num_members: channel.members.size }),
      })),
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

import type { JsonObject } from '../../../model/json.ts';
import type { PersonOption } from '../cast.ts';
import { Refusal } from '../world/refusal.ts';
import type { World } from '../world/world.ts';
import type { ApiMethod } from './method.ts';
import { listed, page } from './paging.ts';

function isInSharedChannel(world: World, user: string): boolean {
  return [...world.channels.values()].some(
    ({ members }) => members.has(user) && members.has(world.credentials.botUserId),
  );
}

/**
 * https://docs.slack.dev/reference/objects/user-object. A person from another workspace has that workspace's `team_id`;
 * `is_stranger` is only set for one who shares no channel with the app.
 */
function personObject(world: World, person: PersonOption): JsonObject {
  const isExternal = person.team !== undefined && person.team !== world.team.id;
  const seesEmail = world.app.scopes.includes('users:read.email') && person.email !== undefined;
  return {
    id: person.id,
    team_id: world.teamOf(person.id),
    name: person.name,
    deleted: person.isDeleted ?? false,
    real_name: person.realName,
    tz: 'Etc/UTC',
    tz_label: 'Coordinated Universal Time',
    tz_offset: 0,
    profile: {
      real_name: person.realName,
      display_name: person.name,
      title: person.title,
      team: world.teamOf(person.id),
      ...(seesEmail && person.email !== undefined ? { email: person.email } : {}),
    },
    is_admin: person.isAdmin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.kind === 'guest',
    is_ultra_restricted: person.kind === 'guest',
    is_bot: false,
    is_app_user: false,
    ...(isExternal ? { is_stranger: !isInSharedChannel(world, person.id) } : {}),
    updated: 0,
  };
}

function botObject(world: World): JsonObject {
  const { botUserId, appId, botId } = world.credentials;
  return {
    id: botUserId,
    team_id: world.team.id,
    name: world.app.name.toLowerCase(),
    deleted: false,
    real_name: world.app.name,
    profile: { real_name: world.app.name, display_name: '', team: world.team.id, api_app_id: appId, bot_id: botId },
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: true,
    is_app_user: false,
    updated: 0,
  };
}

/** https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: ApiMethod = {
  name: 'users.info',
  token: 'bot',
  tier: 'tier4',
  scopes: ['users:read'],
  required: ['user'],
  run({ world, args }) {
    const id = args.text('user') ?? '';
    if (id === world.credentials.botUserId) return { user: botObject(world) };
    const person = world.people.get(id);
    if (person === undefined) throw new Refusal('user_not_found');
    return { user: personObject(world, person) };
  },
};

/** https://docs.slack.dev/reference/methods/users.list: deactivated people included, strangers too. */
export const usersList: ApiMethod = {
  name: 'users.list',
  token: 'bot',
  tier: 'tier2',
  scopes: ['users:read'],
  run({ world, args }) {
    const members = [...[...world.people.values()].map((person) => personObject(world, person)), botObject(world)];
    const { items, next } = page(args, members, 1000, 1000);
    return { ...listed('members', items, next), cache_ts: Math.floor(world.now() / 1000) };
  },
};

/** https://docs.slack.dev/reference/methods/users.lookupByEmail */
export const usersLookupByEmail: ApiMethod = {
  name: 'users.lookupByEmail',
  token: 'bot',
  tier: 'tier3',
  scopes: ['users:read.email'],
  required: ['email'],
  run({ world, args }) {
    const email = args.text('email')?.toLowerCase();
    const person = [...world.people.values()].find((entry) => entry.email?.toLowerCase() === email);
    if (person === undefined || person.isDeleted === true) throw new Refusal('users_not_found');
    return { user: personObject(world, person) };
  },
};

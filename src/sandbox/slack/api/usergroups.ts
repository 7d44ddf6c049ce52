import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

/** https://docs.slack.dev/reference/methods/usergroups.list */
export const usergroupsList: ApiMethod = {
  name: 'usergroups.list',
  token: 'bot',
  tier: 'tier2',
  scopes: ['usergroups:read'],
  run({ world, args }) {
    return {
      usergroups: world.userGroups
        .filter((group) => args.flag('include_disabled') || group.isDisabled !== true)
        .map(({ id, name, handle, users, isDisabled }) => ({
          id,
          team_id: world.team.id,
          is_usergroup: true,
          is_subteam: true,
          name,
          handle,
          description: '',
          is_external: false,
          date_create: 0,
          date_update: 0,
          date_delete: isDisabled === true ? Math.floor(world.now() / 1000) : 0,
          auto_type: null,
          ...(args.flag('include_count') ? { user_count: users.length } : {}),
          ...(args.flag('include_users') ? { users: [...users] } : {}),
        })),
    };
  },
};

/** https://docs.slack.dev/reference/methods/usergroups.users.list: a disabled group is there for `include_disabled` only. */
export const usergroupsUsersList: ApiMethod = {
  name: 'usergroups.users.list',
  token: 'bot',
  tier: 'tier2',
  scopes: ['usergroups:read'],
  required: ['usergroup'],
  run({ world, args }) {
    const group = world.userGroups.find(({ id }) => id === args.text('usergroup'));
    if (group === undefined || (group.isDisabled === true && !args.flag('include_disabled')))
      throw new Refusal('no_such_subteam');
    return { users: [...group.users] };
  },
};

import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export const authTest: ApiMethod = {
  name: 'auth.test',
  token: 'either',
  tier: 'special',
  scopes: [],
  run({ world }) {
    const { botId, botUserId } = world.credentials;
    return {
      url: `https://${world.team.domain}.slack.com/`,
      team: world.team.name,
      user: world.app.name.toLowerCase(),
      team_id: world.team.id,
      user_id: botUserId,
      bot_id: botId,
      is_enterprise_install: false,
    };
  },
};

/** https://docs.slack.dev/reference/methods/api.test: says what it was told, and fails as it is told to. */
export const apiTest: ApiMethod = {
  name: 'api.test',
  token: 'none',
  tier: 'tier4',
  scopes: [],
  run({ args }) {
    const told = args.all();
    const error = args.text('error') ?? '';
    if (error !== '') throw new Refusal(error, [], { args: told });
    return Object.keys(told).length === 0 ? {} : { args: told };
  },
};

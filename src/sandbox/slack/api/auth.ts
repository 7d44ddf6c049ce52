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

/** https://docs.slack.dev/reference/methods/api.test */
export const apiTest: ApiMethod = { name: 'api.test', token: 'none', tier: 'tier4', scopes: [], run: () => ({}) };

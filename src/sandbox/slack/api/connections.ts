import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

/**
 * https://docs.slack.dev/reference/methods/apps.connections.open. The code for an app without Socket Mode is not
 * documented.
 */
export const appsConnectionsOpen: ApiMethod = {
  name: 'apps.connections.open',
  token: 'app',
  tier: 'tier1',
  scopes: ['connections:write'],
  run({ world, connect }) {
    if (!world.app.socketMode) throw new Refusal('not_allowed');
    return { url: connect() };
  },
};

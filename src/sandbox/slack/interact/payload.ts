import type { JsonObject } from '../../../model/json.ts';
import type { Channel, World } from '../world/world.ts';

/** The fields that every interaction carries. https://docs.slack.dev/reference/interaction-payloads */
export function payloadBase(world: World, user: string): JsonObject {
  const name = world.people.get(user)?.name ?? '';
  return {
    user: { id: user, username: name, name, team_id: world.teamOf(user) },
    api_app_id: world.credentials.appId,
    token: world.verificationToken,
    team: { id: world.team.id, domain: world.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Private channels do not give away their name. */
export function channelField(channel: Channel): JsonObject {
  return { id: channel.id, name: channel.isPrivate ? 'privategroup' : channel.name };
}

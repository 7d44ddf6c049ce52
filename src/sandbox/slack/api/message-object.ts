import type { JsonObject } from '../../../model/json.ts';
import type { Message } from '../world/messages.ts';
import type { World } from '../world/world.ts';

/** How much of a message's metadata an answer shows. */
export type MetadataDetail = 'all' | 'type';

function threadFields(world: World, message: Message): JsonObject {
  if (message.threadTs !== undefined) {
    const parent = world.messages.findPosted(message.channel, message.threadTs);
    return { thread_ts: message.threadTs, ...(parent === undefined ? {} : { parent_user_id: parent.author }) };
  }
  const replies = world.messages.replies(message.channel, message.ts);
  const latest = replies.at(-1);
  if (latest === undefined) return {};
  const users = [...new Set(replies.map((reply) => reply.author))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: latest.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  };
}

function appFields(world: World): JsonObject {
  const { botId, appId, botUserId } = world.credentials;
  return {
    bot_id: botId,
    app_id: appId,
    bot_profile: {
      id: botId,
      app_id: appId,
      user_id: botUserId,
      name: world.app.name,
      deleted: false,
      team_id: world.team.id,
    },
  };
}

function metadataFields(message: Message, detail: MetadataDetail): JsonObject {
  if (message.metadata === undefined) return {};
  // Without include_all_metadata only the type comes back: https://docs.slack.dev/messaging/message-metadata
  return {
    metadata: detail === 'all' ? message.metadata : { event_type: message.metadata['event_type'] ?? '' },
  };
}

/** A message as methods and payloads show it. https://docs.slack.dev/reference/events/message */
export function messageObject(world: World, message: Message, detail: MetadataDetail = 'all'): JsonObject {
  if (message.isTombstone === true) {
    return {
      type: 'message',
      subtype: 'tombstone',
      text: message.text,
      user: 'USLACKBOT',
      hidden: true,
      ts: message.ts,
      ...threadFields(world, message),
    };
  }
  return {
    type: 'message',
    user: message.author,
    team: world.teamOf(message.author),
    ts: message.ts,
    text: message.text,
    ...(message.author === world.credentials.botUserId ? appFields(world) : {}),
    ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.isBroadcast === true ? { subtype: 'thread_broadcast' } : {}),
    ...metadataFields(message, detail),
    ...threadFields(world, message),
  };
}

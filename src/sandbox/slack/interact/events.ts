import type { GestureResult, SlackGesture } from '../../contract.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Delivered } from '../deliver/courier.ts';
import { messageObject } from '../api/message-object.ts';
import { textOf } from '../world/json-fields.ts';
import { homeObject } from '../world/view-object.ts';
import type { Channel } from '../world/world.ts';
import { succeeded } from './failure.ts';
import { CannotDo, channelOf, isStranger, personOf, requireOpen, type Stage } from './stage.ts';

/** https://docs.slack.dev/apis/events-api: the wrapper around every event. */
async function sendEvent({ world, courier }: Stage, event: JsonObject): Promise<Delivered> {
  const { appId, botUserId } = world.credentials;
  return courier.sendEvent({
    kind: `event:${textOf(event['type'])}`,
    channel: 'events_api',
    payload: {
      token: world.verificationToken,
      team_id: world.team.id,
      context_team_id: world.team.id,
      context_enterprise_id: null,
      api_app_id: appId,
      event,
      type: 'event_callback',
      event_id: world.ids.object('Ev'),
      event_time: Math.floor(world.now() / 1000),
      authorizations: [
        { enterprise_id: null, team_id: world.team.id, user_id: botUserId, is_bot: true, is_enterprise_install: false },
      ],
      is_ext_shared_channel: false,
      event_context: `4-${world.ids.secret()}`,
    },
  });
}

/** Opens the app's Home tab. https://docs.slack.dev/reference/events/app_home_opened */
export async function openHome(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'open-home' }>,
): Promise<GestureResult> {
  const { world } = stage;
  const person = personOf(world, gesture.user);
  if (!world.app.homeEnabled || isStranger(world, person.id)) {
    throw new CannotDo('home-not-enabled', `${world.app.name} has no Home tab for you.`);
  }
  if (!world.app.events.includes('app_home_opened')) return { ok: true };
  const home = world.homes.get(person.id);
  const { delivery } = await sendEvent(stage, {
    type: 'app_home_opened',
    user: person.id,
    channel: world.directChannelOf(person.id),
    tab: 'home',
    event_ts: world.ids.ts(),
    ...(home === undefined ? {} : { view: homeObject(world, home) }),
  });
  return succeeded(delivery);
}

function messageEvent(channel: Channel): string {
  return channel.isPrivate ? 'message.groups' : 'message.channels';
}

/** Posts as a person. The app hears of it where it subscribed to messages or was mentioned. */
export async function say(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'say' }>,
): Promise<GestureResult> {
  const { world } = stage;
  const person = personOf(world, gesture.user);
  const channel = channelOf(world, person.id, gesture.channel);
  requireOpen(channel);
  if (gesture.text.trim() === '') throw new CannotDo('message-empty', 'There is nothing to send.');
  const parent = gesture.threadTs === undefined ? undefined : world.messages.findPosted(channel.id, gesture.threadTs);
  if (gesture.threadTs !== undefined && parent === undefined) {
    throw new CannotDo('message-not-visible', 'You cannot see that thread.');
  }
  const message = world.messages.add({
    ts: world.ids.ts(),
    channel: channel.id,
    author: person.id,
    text: gesture.text,
    ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
  });
  world.changed();
  const { botUserId } = world.credentials;
  const place = { channel: channel.id, event_ts: message.ts };
  const hears = channel.members.has(botUserId);
  const deliveries: Delivered[] = [];
  if (hears && world.app.events.includes(messageEvent(channel))) {
    const channelType = channel.isPrivate ? 'group' : 'channel';
    deliveries.push(await sendEvent(stage, { ...messageObject(world, message), ...place, channel_type: channelType }));
  }
  if (world.app.events.includes('app_mention') && gesture.text.includes(`<@${botUserId}>`)) {
    deliveries.push(await sendEvent(stage, { ...messageObject(world, message), ...place, type: 'app_mention' }));
  }
  return { ...succeeded(deliveries[0]?.delivery), ts: message.ts };
}

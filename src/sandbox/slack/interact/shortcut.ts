import type { GestureResult, SlackGesture } from '../../contract.ts';
import { messageObject } from '../api/message-object.ts';
import { failure } from './failure.ts';
import { channelField, payloadBase } from './payload.ts';
import { responseUrl } from './response-url.ts';
import { CannotDo, channelOf, isStranger, messageOf, personOf, type Stage } from './stage.ts';

function requireShortcut({ world }: Stage, user: string, known: readonly string[], callbackId: string): void {
  if (isStranger(world, user) || !known.includes(callbackId)) {
    throw new CannotDo('unknown-shortcut', `There is no shortcut ${callbackId}.`);
  }
}

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload; not offered on ephemeral messages. */
export async function messageShortcut(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'message-shortcut' }>,
): Promise<GestureResult> {
  const { world, courier } = stage;
  const person = personOf(world, gesture.user);
  const channel = channelOf(world, person.id, gesture.channel);
  const message = messageOf(world, person.id, channel, gesture.ts);
  const known = world.app.messageShortcuts.map(({ callbackId }) => callbackId);
  requireShortcut(stage, person.id, known, gesture.callbackId);
  if (message.visibleTo !== undefined) {
    throw new CannotDo('message-not-visible', 'Messages that only you can see have no shortcuts.');
  }
  const delivered = await courier.send({
    kind: 'message_action',
    channel: 'interactive',
    payload: {
      type: 'message_action',
      ...payloadBase(world, person.id),
      callback_id: gesture.callbackId,
      trigger_id: world.triggers.create({ user: person.id }),
      response_url: responseUrl(stage, 'actions', { channel: channel.id, user: person.id, messageTs: message.ts }),
      action_ts: world.ids.ts(),
      message_ts: message.ts,
      channel: channelField(channel),
      message: messageObject(world, message),
    },
  });
  return failure(world, person.id, 'That did not work', delivered);
}

/** A global shortcut belongs to no channel and carries no response URL. */
export async function globalShortcut(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'global-shortcut' }>,
): Promise<GestureResult> {
  const { world, courier } = stage;
  const person = personOf(world, gesture.user);
  requireShortcut(stage, person.id, world.app.globalShortcuts, gesture.callbackId);
  const delivered = await courier.send({
    kind: 'shortcut',
    channel: 'interactive',
    payload: {
      type: 'shortcut',
      ...payloadBase(world, person.id),
      callback_id: gesture.callbackId,
      trigger_id: world.triggers.create({ user: person.id }),
      action_ts: world.ids.ts(),
    },
  });
  return failure(world, person.id, 'That did not work', delivered);
}

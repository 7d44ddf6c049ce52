import type { GestureResult, SlackGesture } from '../../contract.ts';
import type { JsonObject } from '../../../model/json.ts';
import { messageObject } from '../api/message-object.ts';
import type { Message } from '../world/messages.ts';
import { viewState } from '../world/view-state.ts';
import type { ViewValues } from '../world/views.ts';
import type { Channel, World } from '../world/world.ts';
import { actionEntry, choiceOf, clickedElement } from './action.ts';
import { failure } from './failure.ts';
import { channelField, payloadBase } from './payload.ts';
import { responseUrl } from './response-url.ts';
import { channelOf, messageOf, personOf, requireOpen, type Stage } from './stage.ts';

/** Where the message stands, and the message itself: ephemeral ones are not repeated. */
function placeFields(world: World, channel: Channel, message: Message): JsonObject {
  const isEphemeral = message.visibleTo !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    channel: channelField(channel),
    ...(isEphemeral ? {} : { message: messageObject(world, message) }),
  };
}

/**
 * A click in a message. Only its current blocks count, and only for members of the channel who can see it.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export async function clickMessage(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'click' }>,
): Promise<GestureResult> {
  const { world, courier } = stage;
  const person = personOf(world, gesture.user);
  const channel = channelOf(world, person.id, gesture.channel);
  const message = messageOf(world, person.id, channel, gesture.ts);
  requireOpen(channel);
  const blocks = message.blocks ?? [];
  const placed = clickedElement(blocks, gesture);
  const choice = choiceOf(world, placed.element, gesture);
  const entered: ViewValues =
    choice === undefined ? {} : { [placed.blockId]: { [placed.actionId]: { [choice[0]]: choice[1] } } };
  const delivered = await courier.send({
    kind: 'block_actions',
    channel: 'interactive',
    payload: {
      type: 'block_actions',
      ...payloadBase(world, person.id),
      ...placeFields(world, channel, message),
      trigger_id: world.triggers.create({ user: person.id }),
      state: { values: viewState(blocks, entered) },
      response_url: responseUrl(stage, 'actions', { channel: channel.id, user: person.id, messageTs: message.ts }),
      actions: [actionEntry(placed, choice, world.ids.ts())],
    },
  });
  return failure(world, person.id, 'That did not work', delivered);
}

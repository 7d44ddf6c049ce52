import type { GestureResult, SlackGesture } from '../../contract.ts';
import { isObject } from '../../../model/json.ts';
import type { Delivered } from '../deliver/courier.ts';
import type { Ack } from '../deliver/outgoing.ts';
import { parseJson } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';
import type { ResponseUrl } from '../world/response-urls.ts';
import type { World } from '../world/world.ts';
import { answerWithMessage } from './answer-message.ts';
import { badAnswer, failure, succeeded } from './failure.ts';
import { responseUrl } from './response-url.ts';
import { CannotDo, channelOf, isStranger, personOf, requireOpen, type Stage } from './stage.ts';

type Gesture = Extract<SlackGesture, { readonly do: 'slash' }>;

/** An ack may carry the answer: JSON as a message, anything else as its text. Empty says nothing. */
function answerOf(ack: Extract<Ack, { readonly ok: true }>): Readonly<Record<string, unknown>> | undefined {
  if (ack.body === '') return undefined;
  const parsed = ack.contentType.includes('json') ? parseJson(ack.body) : undefined;
  return isObject(parsed) ? parsed : { text: typeof parsed === 'string' ? parsed : ack.body };
}

function show(world: World, gesture: Gesture, target: ResponseUrl, delivered: Delivered): GestureResult {
  const { ack } = delivered;
  if (!ack.ok) return failure(world, gesture.user, `${gesture.command} failed`, delivered);
  try {
    const answer = answerOf(ack);
    if (answer !== undefined) answerWithMessage(world, target, answer);
    return succeeded(delivered.delivery);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return badAnswer(
      world,
      gesture.user,
      `${gesture.command} failed`,
      [error.code, ...error.details].join(' '),
      delivered,
    );
  }
}

/**
 * A custom slash command. https://docs.slack.dev/interactivity/implementing-slash-commands: not in threads; and not
 * for members of other workspaces (https://docs.slack.dev/apis/slack-connect).
 */
export async function slashCommand(stage: Stage, gesture: Gesture): Promise<GestureResult> {
  const { world, courier } = stage;
  const person = personOf(world, gesture.user);
  const channel = channelOf(world, person.id, gesture.channel);
  requireOpen(channel);
  if (gesture.threadTs !== undefined) {
    throw new CannotDo('slash-in-thread', `${gesture.command} is not supported in threads. Sorry!`);
  }
  if (isStranger(world, person.id) || !world.app.commands.includes(gesture.command)) {
    throw new CannotDo('unknown-command', `${gesture.command} is not a valid command.`);
  }
  const target: ResponseUrl = { channel: channel.id, user: person.id };
  const delivered = await courier.send({
    kind: 'slash_command',
    channel: 'slash_commands',
    payload: {
      token: world.verificationToken,
      team_id: world.team.id,
      team_domain: world.team.domain,
      channel_id: channel.id,
      channel_name: channel.isPrivate ? 'privategroup' : channel.name,
      user_id: person.id,
      user_name: person.name,
      command: gesture.command,
      text: gesture.text.trim(),
      api_app_id: world.credentials.appId,
      is_enterprise_install: 'false',
      response_url: responseUrl(stage, 'commands', target),
      trigger_id: world.triggers.create({ user: person.id }),
    },
  });
  return show(world, gesture, target, delivered);
}

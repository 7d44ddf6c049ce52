import { Args } from '../api/args.ts';
import { messageContent } from '../api/message-content.ts';
import { markEdited } from '../world/edited.ts';
import type { Message } from '../world/messages.ts';
import type { ResponseUrl } from '../world/response-urls.ts';
import type { World } from '../world/world.ts';

function flag(payload: Readonly<Record<string, unknown>>, name: string): boolean {
  return new Args(payload).flag(name);
}

function post(world: World, target: ResponseUrl, args: Args): Message {
  const content = messageContent(args);
  const isPublic = args.text('response_type') === 'in_channel';
  const threadTs = args.text('thread_ts') ?? '';
  const parent = world.messages.findPosted(target.channel, threadTs);
  return world.messages.add({
    ts: world.ids.ts(),
    channel: target.channel,
    author: world.credentials.botUserId,
    text: content.text,
    ...(content.blocks === undefined ? {} : { blocks: content.blocks }),
    ...(isPublic ? {} : { visibleTo: target.user }),
    ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
  });
}

function replace(world: World, original: Message, args: Args): void {
  const content = messageContent(args);
  original.text = content.text;
  if (content.blocks === undefined) delete original.blocks;
  else original.blocks = content.blocks;
  markEdited(world, original);
}

/**
 * A message sent as an answer: the body of a slash command's ack or a post to a response URL. New and ephemeral unless
 * it says otherwise; an original keeps its visibility for life.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * @throws Refusal for content that Slack refuses.
 */
export function answerWithMessage(world: World, target: ResponseUrl, payload: Readonly<Record<string, unknown>>): void {
  const args = new Args(payload);
  const original = target.messageTs === undefined ? undefined : world.messages.find(target.channel, target.messageTs);
  if (flag(payload, 'delete_original')) {
    if (original !== undefined) world.messages.remove(original);
    if (args.has('text') || args.has('blocks')) post(world, target, args);
  } else if (flag(payload, 'replace_original') && original !== undefined) {
    replace(world, original, args);
  } else {
    post(world, target, args);
  }
  world.changed();
}

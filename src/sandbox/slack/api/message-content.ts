import { isObject, type JsonObject } from '../../../model/json.ts';
import { checkBlocks } from '../block-kit/layout.ts';
import { normaliseBlocks } from '../block-kit/normalise.ts';
import { Problems } from '../block-kit/problems.ts';
import { MESSAGE_TEXT_MAX, textSize } from '../block-kit/text-size.ts';
import { objectsOf } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';
import type { Args } from './args.ts';

export interface MessageContent {
  readonly text: string;
  readonly blocks?: readonly JsonObject[];
  readonly isTruncated: boolean;
}

/** Longer texts are cut. https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const TEXT_MAX = 40_000;
/** https://docs.slack.dev/reference/methods/chat.postMessage: `markdown_text` */
const MARKDOWN_MAX = 12_000;

function isTable(block: JsonObject): boolean {
  return block['type'] === 'table';
}

/**
 * The blocks of a message, checked. Codes as on https://docs.slack.dev/reference/methods/chat.postMessage#errors.
 * @throws Refusal `invalid_blocks_format`, `invalid_blocks` with one sentence a problem, `msg_blocks_too_long`.
 */
function acceptBlocks(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value) || !value.every((entry) => isObject(entry))) throw new Refusal('invalid_blocks_format');
  const problems = new Problems();
  checkBlocks(value, 'message', '/blocks', problems);
  if (problems.count > 0) throw new Refusal('invalid_blocks', problems.sentences());
  // https://docs.slack.dev/reference/block-kit/blocks/table-block: one table a message
  if (objectsOf(value).filter((block) => isTable(block)).length > 1) {
    throw new Refusal('invalid_attachments', ['only_one_table_allowed']);
  }
  if (textSize(value) > MESSAGE_TEXT_MAX) throw new Refusal('msg_blocks_too_long');
  return normaliseBlocks(objectsOf(value));
}

/**
 * Text and blocks of a message as the methods of `chat.*` take them.
 * @throws Refusal `no_text` where there is neither, and what {@link acceptBlocks} throws.
 */
export function messageContent(args: Args): MessageContent {
  if (args.has('attachments')) throw new Refusal('invalid_attachments', ['the sandbox keeps no attachments']);
  if (args.has('markdown_text') && (args.has('text') || args.has('blocks'))) {
    throw new Refusal('markdown_text_conflict');
  }
  const markdown = args.text('markdown_text') ?? '';
  if (markdown.length > MARKDOWN_MAX) throw new Refusal('msg_too_long');
  const text = args.text('text') ?? markdown;
  const given = args.json('blocks');
  const blocks = given === undefined ? [] : acceptBlocks(given);
  if (text === '' && blocks.length === 0) throw new Refusal('no_text');
  return {
    text: text.slice(0, TEXT_MAX),
    isTruncated: text.length > TEXT_MAX,
    ...(blocks.length === 0 ? {} : { blocks }),
  };
}

/** 16 KiB: undocumented; the method pages only say that there is a limit. */
const METADATA_MAX = 16 * 1024;

/**
 * The `metadata` argument: undefined where there is none, null where an empty object removes what was there.
 * https://docs.slack.dev/messaging/message-metadata
 */
export function messageMetadata(args: Args): JsonObject | null | undefined {
  const value = args.json('metadata');
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new Refusal('invalid_metadata_format');
  if (Object.keys(value).length === 0) return null;
  const eventType = value['event_type'];
  if (typeof eventType !== 'string' || !/^\w+$/.test(eventType) || !isObject(value['event_payload'])) {
    throw new Refusal('invalid_metadata_schema');
  }
  if (Buffer.byteLength(JSON.stringify(value)) > METADATA_MAX) throw new Refusal('metadata_too_large');
  return value;
}

import { randomInt } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../../model/json.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

function shortId(): string {
  return Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Elements that Slack gives an `action_id` when the app does not. */
const INTERACTIVE =
  /^(button|workflow_button|checkboxes|radio_buttons|overflow|datepicker|timepicker|datetimepicker|file_input|icon_button|feedback_buttons|\w+_select|\w+_input)$/;

function complete(value: Json): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => complete(entry));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, complete(entry)] as const);
  const result: Record<string, Json> = Object.fromEntries(entries);
  const type = result['type'];
  if (type === 'plain_text' && typeof result['text'] === 'string') result['emoji'] ??= true;
  if (type === 'mrkdwn' && typeof result['text'] === 'string') result['verbatim'] ??= false;
  if (typeof type === 'string' && INTERACTIVE.test(type)) result['action_id'] ??= shortId();
  return result;
}

/**
 * Blocks as Slack keeps and returns them: every block has a `block_id`, every interactive element an `action_id`, and
 * text objects have their defaults spelled out.
 */
export function normaliseBlocks(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.map((entry) => {
    const block = complete(entry) as Record<string, Json>;
    return { ...block, block_id: block['block_id'] ?? shortId() };
  });
}

import { isObject } from '../../../model/json.ts';

/**
 * Near this many characters of block text `chat.postMessage` answers `msg_blocks_too_long`: undocumented, measured by
 * several people. https://github.com/slackapi/bolt-js/issues/2509
 */
export const MESSAGE_TEXT_MAX = 13_200;

/** Characters of all texts in a layout, wherever they stand. */
export function textSize(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, entry) => sum + textSize(entry), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (key === 'text' && typeof entry === 'string' ? entry.length : textSize(entry)),
    0,
  );
}

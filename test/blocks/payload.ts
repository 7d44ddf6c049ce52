import type { HomeView, ModalView } from '@slack/types';
import { expect } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { ChatMessage } from '../../src/ports/chat.ts';
import { checkBlocks } from '../../src/sandbox/slack/block-kit/layout.ts';
import { Problems } from '../../src/sandbox/slack/block-kit/problems.ts';
import { MESSAGE_TEXT_MAX, textSize } from '../../src/sandbox/slack/block-kit/text-size.ts';
import { checkView } from '../../src/sandbox/slack/block-kit/view-check.ts';

/** What Slack gets: the payload after it went over the wire. */
export function wire(payload: ChatMessage | ModalView | HomeView): JsonObject {
  return JSON.parse(JSON.stringify(payload)) as JsonObject;
}

/** Every text object, element and text in a payload, wherever it stands. */
function* objectsIn(value: Json | undefined): Generator<JsonObject> {
  if (Array.isArray(value)) for (const entry of value) yield* objectsIn(entry as Json);
  else if (isObject(value)) {
    yield value;
    for (const entry of Object.values(value)) yield* objectsIn(entry);
  }
}

/** `<!channel>` pages everyone and `<https://evil|bank>` is a link wherever these three stand unescaped. */
function isEscaped(text: string): boolean {
  return !/[<>&]/.test(text.replaceAll(/&(amp|lt|gt);/g, ''));
}

/** Control, direction-changing and zero-width characters draw on the card; half a character breaks readers. */
function isClean(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

function checkTexts(payload: JsonObject): void {
  const preformatted = new Set<JsonObject>();
  for (const object of objectsIn(payload))
    if (object['type'] === 'rich_text_preformatted') for (const inner of objectsIn(object)) preformatted.add(inner);
  for (const object of objectsIn(payload)) {
    const text = object['text'];
    if (typeof text !== 'string') continue;
    // Lines are what preformatted text is for; elsewhere a line ends by an element of its own.
    const line =
      preformatted.has(object) || (text === '\n' && object['type'] === 'text') ? text.replaceAll('\n', ' ') : text;
    expect(isClean(line), `unclean: ${JSON.stringify(text.slice(0, 200))}`).toBe(true);
    if (object['type'] === 'mrkdwn') expect(isEscaped(text), text.slice(0, 200)).toBe(true);
    // Else `:ec2:` in an ARN becomes a picture.
    if (object['type'] === 'plain_text') expect(object['emoji']).toBe(false);
  }
}

/** What must hold of any message that we send, whatever the records behind it hold. */
export function checkMessage(message: ChatMessage): void {
  const payload = wire(message);
  const { text, blocks } = payload;
  const problems = new Problems();
  checkBlocks(blocks, 'message', '/blocks', problems);
  expect(problems.sentences()).toEqual([]);
  expect(textSize(blocks)).toBeLessThanOrEqual(MESSAGE_TEXT_MAX);
  if (typeof text !== 'string') throw new Error('A message needs a top-level text.');
  expect(text.trim()).not.toBe('');
  expect(text.length).toBeLessThanOrEqual(4000);
  expect(isEscaped(text), text.slice(0, 300)).toBe(true);
  checkTexts(payload);
}

/** What must hold of any modal that we open. */
export function checkModal(view: ModalView): void {
  checkAnyView(view);
}

/** What must hold of any Home tab that we publish. */
export function checkHome(view: HomeView): void {
  checkAnyView(view);
}

function checkAnyView(view: ModalView | HomeView): void {
  const payload = wire(view);
  const problems = new Problems();
  checkView(payload, view.type, '/view', problems);
  expect(problems.sentences()).toEqual([]);
  checkTexts(payload);
}

/** All words of a payload in their order, as somebody reads them: dates and people by their ids. */
export function wordsOf(payload: ChatMessage | ModalView | HomeView): string {
  const parts: string[] = [];
  for (const object of objectsIn(wire(payload)['blocks'])) {
    if (typeof object['text'] === 'string') parts.push(object['text']);
    else if (object['type'] === 'user') parts.push(`@${JSON.stringify(object['user_id']).slice(1, -1)}`);
    else if (object['type'] === 'date') parts.push(JSON.stringify(object['fallback']).slice(1, -1));
    else if (object['type'] === 'rich_text_section') parts.push('\n');
  }
  return parts.join('').replaceAll(/ {2,}/g, ' ').trim();
}

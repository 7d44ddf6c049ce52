import { isObject } from '../../../model/json.ts';
import { BASIC_BLOCKS } from './basic-blocks.ts';
import type { BlockSpec, Surface } from './block-spec.ts';
import { ELEMENT_SURFACES } from './elements.ts';
import { LAYOUT_BLOCKS } from './layout-blocks.ts';
import type { Problems } from './problems.ts';
import { at, unsupportedType } from './schema.ts';

const BLOCKS: Readonly<Record<string, BlockSpec>> = { ...BASIC_BLOCKS, ...LAYOUT_BLOCKS };

/** 50 blocks in a message, 100 in a modal or Home tab. https://docs.slack.dev/reference/block-kit/blocks */
const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** One block in its place. `file` blocks only ever come back from Slack: https://docs.slack.dev/reference/block-kit/blocks/file-block */
function checkBlock(value: unknown, surface: Surface, pointer: string, problems: Problems): void {
  if (!isObject(value)) return problems.add('must provide an object', pointer);
  const type = value['type'];
  if (type === undefined) return problems.add('missing required field: type', pointer);
  const spec = typeof type === 'string' && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  if (spec === undefined || !spec.surfaces.includes(surface)) {
    const known = Object.keys(BLOCKS).filter((name) => BLOCKS[name]?.surfaces.includes(surface));
    return problems.add(unsupportedType(type), at(pointer, 'type'), { type: 'enum', expected: known });
  }
  spec.check(value, pointer, problems);
  checkElementSurfaces(value, surface, pointer, problems);
}

/** Elements that the block takes, but not here. */
function checkElementSurfaces(value: unknown, surface: Surface, pointer: string, problems: Problems): void {
  if (Array.isArray(value)) {
    value.forEach((entry, index) => checkElementSurfaces(entry, surface, at(pointer, index), problems));
  } else if (isObject(value)) {
    const type = value['type'];
    const surfaces = typeof type === 'string' ? ELEMENT_SURFACES[type] : undefined;
    if (surfaces?.includes(surface) === false) problems.add(unsupportedType(type), at(pointer, 'type'));
    for (const key of ['elements', 'element', 'accessory', 'child_blocks']) {
      checkElementSurfaces(value[key], surface, at(pointer, key), problems);
    }
  }
}

/** Objects of the block that carry an `action_id`, with their pointers. */
function* actionables(value: unknown, pointer: string): Generator<readonly [string, string]> {
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* actionables(entry, at(pointer, index));
  } else if (isObject(value)) {
    if (typeof value['action_id'] === 'string') yield [value['action_id'], at(pointer, 'action_id')];
    for (const [key, entry] of Object.entries(value)) yield* actionables(entry, at(pointer, key));
  }
}

/** Where a block keeps further blocks. */
const CHILDREN: Readonly<Record<string, string>> = { container: 'child_blocks', carousel: 'elements' };

/** The blocks with those inside them, each with its pointer. */
function* withChildren(
  blocks: readonly unknown[],
  pointer: string,
): Generator<readonly [Readonly<Record<string, unknown>>, string]> {
  for (const [index, entry] of blocks.entries()) {
    if (!isObject(entry)) continue;
    const key = typeof entry['type'] === 'string' ? CHILDREN[entry['type']] : undefined;
    const children = key === undefined ? undefined : entry[key];
    const own = key === undefined ? entry : { ...entry, [key]: [] };
    yield [own, at(pointer, index)];
    if (key !== undefined && Array.isArray(children)) yield* withChildren(children, at(at(pointer, index), key));
  }
}

/** `block_id` is unique in the layout, `action_id` in its block, and one element at most takes the focus. */
function checkUnique(blocks: readonly unknown[], pointer: string, problems: Problems): void {
  const blockIds = new Set<string>();
  for (const [entry, where] of withChildren(blocks, pointer)) {
    const id = entry['block_id'];
    if (typeof id === 'string') {
      if (blockIds.has(id)) problems.add(`\`block_id\` "${id}" already exists`, at(where, 'block_id'));
      blockIds.add(id);
    }
    const actionIds = new Set<string>();
    for (const [actionId, place] of actionables(entry, where)) {
      if (actionIds.has(actionId)) problems.add(`\`action_id\` "${actionId}" already exists`, place);
      actionIds.add(actionId);
    }
  }
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  if (focused > 1) problems.add('only one element may have `focus_on_load`', pointer);
}

/** The 12,000 characters of markdown are for the payload as a whole. https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
function checkMarkdown(blocks: readonly unknown[], pointer: string, problems: Problems): void {
  const texts = blocks.flatMap((entry) =>
    isObject(entry) && entry['type'] === 'markdown' && typeof entry['text'] === 'string' ? [entry['text']] : [],
  );
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  if (texts.length > 1 && total > 12_000) problems.add('markdown text must be less than 12001 characters', pointer);
}

/** How many of a kind a message may hold at most: the pages of the blocks, and for plans Slack's own refusal. */
const AT_MOST: readonly (readonly [type: string, max: number, sentence: string])[] = [
  ['data_visualization', 2, 'too many data_visualization blocks'],
  ['plan', 1, 'Cannot have more than 1 plan block'],
];

function checkCounts(blocks: readonly unknown[], pointer: string, problems: Problems): void {
  for (const [type, max, sentence] of AT_MOST) {
    if (blocks.filter((entry) => isObject(entry) && entry['type'] === type).length > max)
      problems.add(sentence, pointer);
  }
}

/** Everything that Slack checks about the blocks of a message or view. */
export function checkBlocks(blocks: unknown, surface: Surface, pointer: string, problems: Problems): void {
  if (!Array.isArray(blocks)) return problems.add('must provide an array', pointer);
  const max = MAX_BLOCKS[surface];
  if (blocks.length > max) {
    return problems.add(`no more than ${max} items allowed`, pointer, { type: 'max_items', expected: max });
  }
  blocks.forEach((entry, index) => checkBlock(entry, surface, at(pointer, index), problems));
  checkUnique(blocks, pointer, problems);
  checkMarkdown(blocks, pointer, problems);
  checkCounts(blocks, pointer, problems);
}

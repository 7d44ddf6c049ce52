import { isObject } from '../../../model/json.ts';
import { BASIC_BLOCKS } from './basic-blocks.ts';
import type { BlockSpec, Surface } from './block-spec.ts';
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
    return problems.add(unsupportedType(type), at(pointer, 'type'));
  }
  spec.check(value, pointer, problems);
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

/** `block_id` is unique in the layout, `action_id` in its block, and one element at most takes the focus. */
function checkUnique(blocks: readonly unknown[], pointer: string, problems: Problems): void {
  const blockIds = new Set<string>();
  blocks.forEach((entry, index) => {
    if (!isObject(entry)) return;
    const id = entry['block_id'];
    if (typeof id === 'string') {
      if (blockIds.has(id)) problems.add(`\`block_id\` "${id}" already exists`, at(at(pointer, index), 'block_id'));
      blockIds.add(id);
    }
    const actionIds = new Set<string>();
    for (const [actionId, where] of actionables(entry, at(pointer, index))) {
      if (actionIds.has(actionId)) problems.add(`\`action_id\` "${actionId}" already exists`, where);
      actionIds.add(actionId);
    }
  });
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

/** Everything that Slack checks about the blocks of a message or view. */
export function checkBlocks(blocks: unknown, surface: Surface, pointer: string, problems: Problems): void {
  if (!Array.isArray(blocks)) return problems.add('must provide an array', pointer);
  const max = MAX_BLOCKS[surface];
  if (blocks.length > max) problems.add(`no more than ${max} items allowed`, pointer);
  blocks.forEach((entry, index) => checkBlock(entry, surface, at(pointer, index), problems));
  checkUnique(blocks, pointer, problems);
  checkMarkdown(blocks, pointer, problems);
}

import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { textOf } from './json-fields.ts';

/** An element that people can use, and the block it stands in. */
export interface PlacedElement {
  readonly blockId: string;
  readonly actionId: string;
  readonly element: JsonObject;
  /** The block, when it is an input block. */
  readonly input?: JsonObject;
}

function* inside(value: Json | undefined): Generator<JsonObject> {
  if (Array.isArray(value)) {
    for (const entry of value as readonly Json[]) yield* inside(entry);
  } else if (isObject(value)) {
    if (typeof value['action_id'] === 'string') yield value;
    for (const entry of Object.values(value)) yield* inside(entry);
  }
}

/** Every usable element of a layout, in reading order; nested blocks (containers, cards) count to the outer one. */
export function elementsOf(blocks: readonly JsonObject[]): PlacedElement[] {
  return blocks.flatMap((block) =>
    [...inside(block)].map((element) => ({
      blockId: textOf(block['block_id']),
      actionId: textOf(element['action_id']),
      element,
      ...(block['type'] === 'input' ? { input: block } : {}),
    })),
  );
}

import { isObject } from '../../model/json.ts';
import type { CloudTrailRecord } from '../../model/record.ts';

/** A record found in a file, or a sentence about something in its place that is none. */
export type Unwrapped =
  { readonly record: CloudTrailRecord; readonly possible?: Uint32Array | undefined } | { readonly problem: string };

/** Deeper than any tool wraps records: a list of EventBridge events, each around a record, is two. */
const DEPTH = 5;

/** The records in any shape in which people keep them: lists, files of a trail, LookupEvents answers, EventBridge events. */
export function* unwrap(value: unknown, depth = DEPTH): Generator<Unwrapped, void, undefined> {
  if (depth === 0) {
    yield { problem: `Records are wrapped more than ${DEPTH} times.` };
    return;
  }
  // First of all: what says so is a record, whatever else it holds.
  if (isObject(value) && ('eventName' in value || 'eventSource' in value)) {
    yield { record: value as CloudTrailRecord };
    return;
  }
  const list = listIn(value);
  if (list !== undefined) {
    for (const element of list) yield* unwrap(element, depth - 1);
    return;
  }
  if (!isObject(value)) {
    yield { problem: `Found ${value === null ? 'null' : `a ${typeof value}`} where a CloudTrail record was expected.` };
    return;
  }
  if (typeof value['CloudTrailEvent'] === 'string') {
    yield* unwrapText(value['CloudTrailEvent'], depth - 1);
    return;
  }
  if (typeof value['detail-type'] === 'string' && isObject(value['detail'])) {
    yield* unwrap(value['detail'], depth - 1);
    return;
  }
  yield { problem: 'Found an object with neither "eventName" nor "eventSource"; expected a CloudTrail record.' };
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  if (Array.isArray(value['Records'])) return value['Records'];
  return Array.isArray(value['Events']) ? value['Events'] : undefined;
}

function* unwrapText(text: string, depth: number): Generator<Unwrapped, void, undefined> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    yield { problem: 'A "CloudTrailEvent" of LookupEvents is not valid JSON.' };
    return;
  }
  yield* unwrap(value, depth);
}

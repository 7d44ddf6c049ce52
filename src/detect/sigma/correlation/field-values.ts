import { anyValue, textOf } from '../fields.ts';
import type { FieldPath } from '../fields.ts';

/** Values of one field that are looked at. */
const MAX_VALUES = 100;

/** Longer values are told apart by their beginning and length: what is remembered must stay small. */
const MAX_LENGTH = 512;

/** The different values of a field, as text. */
export function valuesAt(event: unknown, path: FieldPath): readonly string[] {
  let first: string | undefined;
  let several: Set<string> | undefined;
  anyValue(event, path, (value) => {
    const text = textOf(value);
    if (text === undefined) return false;
    const kept = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…${text.length}` : text;
    // Nearly always there is but one.
    if (first === undefined) first = kept;
    else if (kept !== first) several = (several ?? new Set([first])).add(kept);
    return several !== undefined && several.size >= MAX_VALUES;
  });
  if (several !== undefined) return [...several];
  return first === undefined ? [] : [first];
}

/** Each way to take one value of every list, the first ones if there are more than `most`. */
export function combinations(lists: readonly (readonly string[])[], most: number): readonly (readonly string[])[] {
  if (lists.every((values) => values.length === 1)) return [lists.map(([value = '']) => value)];
  return lists.reduce<readonly (readonly string[])[]>(
    (tuples, values) => tuples.flatMap((tuple) => values.map((value) => [...tuple, value])).slice(0, most),
    [[]],
  );
}

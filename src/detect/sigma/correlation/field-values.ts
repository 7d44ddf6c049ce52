import { anyValue, textOf } from '../fields.ts';
import type { FieldPath } from '../fields.ts';

/** Values of one field that are looked at. */
const MAX_VALUES = 100;

/** Longer values are told apart by their beginning and length: what is remembered must stay small. */
const MAX_LENGTH = 512;

/** The different values of a field, as text. */
export function valuesAt(event: unknown, path: FieldPath): readonly string[] {
  const values = new Set<string>();
  anyValue(event, path, (value) => {
    const text = textOf(value);
    if (text !== undefined) values.add(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…${text.length}` : text);
    return values.size >= MAX_VALUES;
  });
  return [...values];
}

/** Each way to take one value of every list, the first ones if there are more than `most`. */
export function combinations(lists: readonly (readonly string[])[], most: number): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (tuples, values) => tuples.flatMap((tuple) => values.map((value) => [...tuple, value])).slice(0, most),
    [[]],
  );
}

import { MAX_TESTS, parseCondition } from './condition.ts';
import type { Searches } from './condition.ts';
import { readModifiers } from './modifiers.ts';
import type { Comparison } from './modifiers.ts';
import type { Placeholders } from './placeholders.ts';
import type { Problems } from './problems.ts';
import type { SigmaExpression } from './types.ts';
import { readValue } from './values.ts';
import { entryOf, kindOf } from './yaml.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml.ts';

/** Tests that an expression counts as: it takes far more time to prepare. */
const REGEX_WEIGHT = 100;

/** What reading a detection needs beside the detection itself. */
export interface Reading {
  /** The whole file. */
  readonly text: string;
  readonly placeholders: Placeholders;
  readonly problems: Problems;
  /** Tests that the file may still come to: placeholders and encodings turn one value into many. */
  readonly budget: { tests: number };
  /** Names of fields that events have beside what the log says, such as `ours.network`. */
  readonly derived: readonly string[];
}

/**
 * The `detection` section as one expression, or undefined with problems noted. Entries in `others` are no searches.
 */
export function readDetection(
  entry: YamlEntry,
  reading: Reading,
  others: readonly string[] = [],
): SigmaExpression | undefined {
  if (entry.value.kind !== 'map') {
    reading.problems.add(
      entry.value.offset,
      'sigma.wrong-type',
      `Found ${kindOf(entry.value)}; expected the map of a detection.`,
    );
    return undefined;
  }
  const before = reading.problems.all.length;
  const searches = new Map<string, SigmaExpression>();
  for (const search of entry.value.entries) {
    if (search.key === 'condition' || others.includes(search.key)) continue;
    // Of the aggregations that version 2 took out of conditions; without one, which is refused, it says nothing.
    if (search.key === 'timeframe' && search.value.kind === 'scalar') continue;
    const expression = readSearch(search.value, search.keyOffset, reading);
    // A broken search stays known by name, or the condition would be blamed for it as well.
    searches.set(search.key, { ...(expression ?? { op: 'or', of: [] }), search: search.key });
  }
  const condition = readCondition(entry.value, entry.keyOffset, searches, reading);
  return reading.problems.all.length === before ? condition : undefined;
}

function readCondition(
  detection: YamlMap,
  offset: number,
  searches: Searches,
  reading: Reading,
): SigmaExpression | undefined {
  const entry = entryOf(detection, 'condition');
  if (entry === undefined) {
    reading.problems.add(offset, 'sigma.missing-field', 'The detection has no "condition"; expected one.');
    return undefined;
  }
  const written = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const of = written.map((node) => {
    if (node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() !== '') {
      return parseCondition(node.value, searches, offsetsIn(node, reading.text), reading.problems);
    }
    reading.problems.add(node.offset, 'sigma.wrong-type', `Found ${kindOf(node)}; expected a condition as text.`);
    return undefined;
  });
  if (of.length === 0)
    reading.problems.add(entry.keyOffset, 'sigma.wrong-type', 'Found an empty list; expected a condition.');
  return of.every((condition) => condition !== undefined) ? joined('or', of) : undefined;
}

/** Where a place inside a scalar lies in the file: exact where the text stands there as is, else the scalar's start. */
export function offsetsIn(scalar: YamlScalar, text: string): (at: number) => number {
  const start = scalar.plain ? scalar.offset : scalar.offset + 1;
  const exact = typeof scalar.value === 'string' && text.startsWith(scalar.value, start);
  return (at) => (exact ? start + at : scalar.offset);
}

/** One search: a map (all of its fields), a list (any of its items), or a keyword. */
function readSearch(node: YamlNode, offset: number, reading: Reading): SigmaExpression | undefined {
  switch (node.kind) {
    case 'map':
      return readMap(node, reading);
    case 'list':
      return readList(node, offset, reading);
    case 'scalar':
      return readItem('', node, offset, reading);
  }
}

function readList(list: YamlList, offset: number, reading: Reading): SigmaExpression | undefined {
  if (list.items.length === 0) {
    reading.problems.add(offset, 'sigma.wrong-type', 'Found an empty list; expected maps or keywords.');
    return undefined;
  }
  return collected('or', list.items, (item) => {
    if (item.kind === 'map') return readMap(item, reading);
    if (item.kind === 'scalar') return readItem('', item, item.offset, reading);
    reading.problems.add(item.offset, 'sigma.wrong-type', 'Found a list within a list; expected a map or a keyword.');
    return undefined;
  });
}

function readMap(map: YamlMap, reading: Reading): SigmaExpression | undefined {
  if (map.entries.length === 0) {
    reading.problems.add(map.offset, 'sigma.wrong-type', 'Found an empty map; expected fields.');
    return undefined;
  }
  return collected('and', map.entries, (entry) => readItem(entry.key, entry.value, entry.keyOffset, reading));
}

/** `field|modifier|…: value or values`; no field means keywords. */
function readItem(key: string, node: YamlNode, offset: number, reading: Reading): SigmaExpression | undefined {
  const [field = '', ...modifiers] = key.split('|');
  const comparison = readModifiers(modifiers, field !== '', offset, reading.problems);
  const values = readScalars(node, offset, reading);
  if (comparison === undefined || values === undefined) return undefined;
  if (comparison.all && values.length < 2) {
    reading.problems.add(
      offset,
      'sigma.modifier-combination',
      'The modifier "all" stands on one value; expected several.',
    );
    return undefined;
  }
  const none = values.length > 1 ? values.find(({ value }) => value === null) : undefined;
  if (none !== undefined) {
    reading.problems.add(
      none.offset,
      'sigma.bad-value',
      'Found nothing (null) in a list of values; expected a search of its own for it, as it is of no type with the others.',
    );
    return undefined;
  }
  const tests = collected(comparison.all ? 'and' : 'or', values, (value) =>
    readTest(field, value, comparison, reading),
  );
  return tests !== undefined && comparison.negate ? { op: 'not', of: tests } : tests;
}

function readTest(
  field: string,
  value: YamlScalar,
  comparison: Comparison,
  reading: Reading,
): SigmaExpression | undefined {
  if (field === '' && value.value === null) {
    reading.problems.add(value.offset, 'sigma.bad-value', 'Found nothing (null); expected a keyword.');
    return undefined;
  }
  // What the file comes to was too much already, and was said.
  if (reading.budget.tests < 0) return undefined;
  const operators = readValue(value, comparison, reading.placeholders, reading.problems);
  if (operators === undefined) return undefined;
  for (const { kind } of operators) reading.budget.tests -= kind === 'regex' ? REGEX_WEIGHT : 1;
  if (reading.budget.tests < 0) {
    const message = `The file comes to more than ${MAX_TESTS} tests, as placeholders and encodings turn one value into many.`;
    reading.problems.add(value.offset, 'sigma.too-large', message);
    return undefined;
  }
  const tests = operators.map((operator): SigmaExpression => ({
    op: 'test',
    test: field === '' ? { operator } : { field, operator },
  }));
  return joined('or', tests);
}

function readScalars(node: YamlNode, offset: number, reading: Reading): readonly YamlScalar[] | undefined {
  if (node.kind === 'scalar') return [node];
  if (node.kind === 'list' && node.items.length > 0) {
    return collectedItems(node.items, (item) => {
      if (item.kind === 'scalar') return item;
      reading.problems.add(
        item.offset,
        'sigma.wrong-type',
        `Found ${kindOf(item)} among the values; expected single values.`,
      );
      return undefined;
    });
  }
  const found = node.kind === 'list' ? 'an empty list' : 'a map';
  reading.problems.add(
    offset,
    'sigma.wrong-type',
    `Found ${found} as a field's value; expected one value or a list of them.`,
  );
  return undefined;
}

/** Reads every item, so that every problem is noted, and joins the results if all could be read. */
function collected<Item>(
  op: 'and' | 'or',
  items: readonly Item[],
  read: (item: Item) => SigmaExpression | undefined,
): SigmaExpression | undefined {
  const of = collectedItems(items, read);
  return of === undefined ? undefined : joined(op, of);
}

function collectedItems<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Result | undefined,
): readonly Result[] | undefined {
  const results = items.map(read);
  return results.every((result) => result !== undefined) ? results : undefined;
}

function joined(op: 'and' | 'or', of: readonly SigmaExpression[]): SigmaExpression {
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { op, of };
}

import { checkDerived } from './derived.ts';
import type { Reading } from './detection.ts';
import { wrongType } from './metadata.ts';
import type { Problems } from './problems.ts';
import { readReferences } from './references.ts';
import type { Reference } from './references.ts';
import type { SigmaFirstSeen } from './types.ts';
import { entryOf, kindOf } from './yaml.ts';
import type { YamlEntry, YamlMap } from './yaml.ts';

const KEYS = ['values', 'group-by', 'timespan', 'learning'];

/** Longer than any state that is worth keeping. */
const MAX_DAYS = 366;

/** More fields together tell nearly every event from every other. */
const MAX_FIELDS = 8;

/** A rule without `learning` is quiet for this many days. */
const DEFAULT_LEARNING = 14;

/** The section `first_seen`, which stands beside a detection; or undefined with problems noted. */
export function readFirstSeen(section: YamlEntry, { problems, derived }: Reading): SigmaFirstSeen | undefined {
  const { value: map } = section;
  if (map.kind !== 'map') {
    wrongType(section, 'a map with values and timespan', problems);
    return undefined;
  }
  const before = problems.all.length;
  for (const { key, keyOffset } of map.entries) {
    if (!KEYS.includes(key)) {
      problems.add(keyOffset, 'sigma.unknown-field', `Unknown field "${key}"; expected one of ${KEYS.join(', ')}.`);
    }
  }
  for (const key of ['values', 'timespan']) {
    if (entryOf(map, key) === undefined) {
      problems.add(section.keyOffset, 'sigma.missing-field', `"first_seen" has no "${key}"; expected one.`);
    }
  }
  const values = readFields(map, 'values', problems);
  const groupBy = readFields(map, 'group-by', problems);
  checkDerived([...values, ...groupBy], derived, problems);
  for (const { text, offset } of values) {
    if (groupBy.some((field) => field.text === text)) {
      const message = `${JSON.stringify(text)} is grouped by, so it is never new there; expected another field.`;
      problems.add(offset, 'sigma.duplicate-reference', message);
    }
  }
  const timespan = readDays(map, 'timespan', 1, problems);
  const learning = readDays(map, 'learning', 0, problems) ?? DEFAULT_LEARNING;
  if (timespan === undefined || problems.all.length > before) return undefined;
  return { values: values.map(textOf), groupBy: groupBy.map(textOf), timespan, learning };
}

function textOf({ text }: Reference): string {
  return text;
}

function readFields(map: YamlMap, key: string, problems: Problems): readonly Reference[] {
  const entry = entryOf(map, key);
  if (entry === undefined) return [];
  const fields = readReferences(entry.value, 'names of fields', problems);
  const [first] = fields.slice(MAX_FIELDS);
  if (first !== undefined) {
    const message = `"${key}" names ${fields.length} fields; expected at most ${MAX_FIELDS}.`;
    problems.add(first.offset, 'sigma.bad-value', message);
  }
  return fields;
}

function readDays(map: YamlMap, key: string, least: number, problems: Problems): number | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const text = entry.value.kind === 'scalar' ? entry.value.text : '';
  const days = /^\d{1,3}d$/u.test(text) ? Number.parseInt(text, 10) : NaN;
  if (days >= least && days <= MAX_DAYS) return days;
  const expected = `whole days, such as 30d, from ${least}d to ${MAX_DAYS}d`;
  problems.add(entry.value.offset, 'sigma.bad-value', `"${key}" is ${kindOf(entry.value)}; expected ${expected}.`);
  return undefined;
}

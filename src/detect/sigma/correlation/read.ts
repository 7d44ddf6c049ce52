import { checkDerived } from '../derived.ts';
import type { Reading } from '../detection.ts';
import type { Problems } from '../problems.ts';
import { readReferences } from '../references.ts';
import type { Reference } from '../references.ts';
import { readWord, wrongType } from '../metadata.ts';
import type { SigmaBound, SigmaCorrelationType, SigmaExpression } from '../types.ts';
import { entryOf, kindOf } from '../yaml.ts';
import type { YamlEntry, YamlMap } from '../yaml.ts';
import { readCondition } from './read-condition.ts';

/** A correlation as written: rules by whatever names the file gives them. */
export interface CorrelationDraft {
  readonly type: SigmaCorrelationType;
  readonly rules: readonly Reference[];
  readonly groupBy: readonly Reference[];
  readonly aliases: ReadonlyMap<string, Alias>;
  readonly timespan: number;
  readonly condition: readonly SigmaBound[];
  readonly expression?: SigmaExpression;
  readonly fields?: readonly string[];
  readonly percentile?: number;
  readonly generate: boolean;
}

export interface Alias {
  readonly offset: number;
  readonly fields: readonly { readonly rule: Reference; readonly field: string }[];
}

const TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const satisfies readonly SigmaCorrelationType[];

const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Longer than any state that is worth keeping. */
const MAX_TIMESPAN = 366 * 86_400;

/** The section `correlation`, or undefined with problems noted. */
export function readCorrelation(
  document: YamlMap,
  section: YamlEntry,
  { problems, derived, text }: Pick<Reading, 'problems' | 'derived' | 'text'>,
): CorrelationDraft | undefined {
  const { value: map } = section;
  if (map.kind !== 'map') {
    wrongType(section, 'the map of a correlation', problems);
    return undefined;
  }
  const before = problems.all.length;
  for (const { key, keyOffset } of map.entries) {
    if (!KEYS.includes(key)) {
      problems.add(keyOffset, 'sigma.unknown-field', `Unknown field "${key}"; expected one of ${KEYS.join(', ')}.`);
    }
  }
  const type = readWord(map, 'type', TYPES, problems);
  const rules = entryOf(map, 'rules');
  const timespan = readTimespan(map, section, problems);
  missing(map, section, ['type', 'rules'], problems);
  const references = rules === undefined ? [] : readReferences(rules.value, 'ids or names of rules', problems);
  const groupBy = entryOf(map, 'group-by');
  const groups = groupBy === undefined ? [] : readReferences(groupBy.value, 'names of fields', problems);
  const aliases = readAliases(map, problems);
  checkDerived(groups, derived, problems);
  const generate = [readFlag(map, problems), readFlag(document, problems)].includes(true);
  if (type === undefined) return undefined;
  const condition = readCondition(map, section, { type, rules: references, derived, text }, problems);
  if (condition === undefined || timespan === undefined || problems.all.length > before) return undefined;
  return { type, rules: references, groupBy: groups, aliases, timespan, ...condition, generate };
}

function missing(map: YamlMap, section: YamlEntry, keys: readonly string[], problems: Problems): void {
  for (const key of keys) {
    if (entryOf(map, key) === undefined) {
      problems.add(section.keyOffset, 'sigma.missing-field', `The correlation has no "${key}"; expected one.`);
    }
  }
}

function readTimespan(map: YamlMap, section: YamlEntry, problems: Problems): number | undefined {
  const entry = entryOf(map, 'timespan');
  if (entry === undefined) {
    missing(map, section, ['timespan'], problems);
    return undefined;
  }
  const found = entry.value.kind === 'scalar' ? /^([1-9]\d{0,8})([smhd])$/u.exec(entry.value.text) : null;
  const seconds = Number(found?.[1]) * (SECONDS[found?.[2] ?? ''] ?? NaN);
  if (seconds <= MAX_TIMESPAN) return seconds;
  const expected = 'a number and one of s, m, h, d, such as 90m, and at most 366d';
  problems.add(entry.value.offset, 'sigma.bad-value', `"timespan" is ${kindOf(entry.value)}; expected ${expected}.`);
  return undefined;
}

function readFlag(map: YamlMap, problems: Problems): boolean {
  const entry = entryOf(map, 'generate');
  if (entry === undefined) return false;
  if (entry.value.kind === 'scalar' && typeof entry.value.value === 'boolean') return entry.value.value;
  wrongType(entry, 'true or false', problems);
  return false;
}

function readAliases(map: YamlMap, problems: Problems): ReadonlyMap<string, Alias> {
  const aliases = new Map<string, Alias>();
  const section = entryOf(map, 'aliases');
  if (section === undefined) return aliases;
  if (section.value.kind !== 'map') {
    wrongType(section, 'a map of aliases', problems);
    return aliases;
  }
  for (const entry of section.value.entries) {
    if (entry.value.kind !== 'map') {
      wrongType(entry, 'a map of rules to fields', problems);
      continue;
    }
    const fields = entry.value.entries.flatMap((field) => {
      if (field.value.kind === 'scalar' && field.value.value !== null && field.value.text !== '') {
        return [{ rule: { text: field.key, offset: field.keyOffset }, field: field.value.text }];
      }
      wrongType(field, 'the name of a field', problems);
      return [];
    });
    aliases.set(entry.key, { offset: entry.keyOffset, fields });
  }
  return aliases;
}

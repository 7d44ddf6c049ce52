import type { Problems } from './problems.ts';
import type { SigmaLevel, SigmaLogsource, SigmaMetadata } from './types.ts';
import { entryOf, kindOf, toJson } from './yaml.ts';
import type { YamlEntry, YamlMap } from './yaml.ts';

/** From the least to the most severe. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const;
const STATUSES = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const;

/** The level of a rule that gives none. */
export const DEFAULT_LEVEL: SigmaLevel = 'medium';

/** Every field that the specification gives a rule; any other is custom. */
const SPECIFIED = new Set(
  (
    'title id name related taxonomy status description license author references date modified logsource detection ' +
    'fields falsepositives level tags scope correlation generate filter first_seen'
  ).split(' '),
);

/** Reads what rules of every kind say of themselves; what is wrong goes to `problems`, and the result is then not to be used. */
export function readMetadata(
  rule: YamlMap,
  file: string,
  problems: Problems,
): Omit<SigmaMetadata, 'level'> & { readonly level?: SigmaLevel } {
  const title = readText(rule, 'title', problems) ?? '';
  if (entryOf(rule, 'title') === undefined)
    problems.add(rule.offset, 'sigma.missing-field', 'The rule has no "title"; expected a sentence.');
  if (title.length > 256) {
    problems.add(
      entryOf(rule, 'title')?.value.offset ?? 0,
      'sigma.bad-value',
      'The title is longer than 256 characters.',
    );
  }
  const taxonomy = readText(rule, 'taxonomy', problems);
  if (taxonomy !== undefined && taxonomy !== 'sigma') {
    problems.add(
      entryOf(rule, 'taxonomy')?.value.offset ?? 0,
      'sigma.unsupported',
      `The taxonomy is ${JSON.stringify(taxonomy)}; expected "sigma", or none.`,
    );
  }
  const optional = {
    name: readText(rule, 'name', problems),
    level: readWord(rule, 'level', LEVELS, problems),
    status: readWord(rule, 'status', STATUSES, problems),
    description: readText(rule, 'description', problems),
    author: readAuthor(rule, problems),
    date: readText(rule, 'date', problems),
  };
  return {
    id: readText(rule, 'id', problems) ?? slug(title),
    title,
    ...definedOnly(optional),
    references: readTexts(rule, 'references', problems),
    falsePositives: readTexts(rule, 'falsepositives', problems),
    tags: readTexts(rule, 'tags', problems).map((tag) => tag.toLowerCase()),
    custom: Object.fromEntries(
      rule.entries.filter(({ key }) => !SPECIFIED.has(key)).map(({ key, value }) => [key, toJson(value)]),
    ),
    file,
  };
}

export function readLogsource(rule: YamlMap, problems: Problems): SigmaLogsource {
  const entry = entryOf(rule, 'logsource');
  if (entry === undefined) {
    problems.add(rule.offset, 'sigma.missing-field', 'The rule has no "logsource"; expected product and service.');
    return {};
  }
  const { value } = entry;
  if (value.kind === 'scalar' && value.value === null) return {};
  if (value.kind !== 'map') {
    wrongType(entry, 'a map with category, product or service', problems);
    return {};
  }
  return definedOnly({
    category: readText(value, 'category', problems),
    product: readText(value, 'product', problems),
    service: readText(value, 'service', problems),
  });
}

/** Keys without which there is no rule: with nothing behind them they are wrong, where other keys then say nothing. */
const REQUIRED = ['title', 'type'];

function readText(map: YamlMap, key: string, problems: Problems): string | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined || (isNothing(entry) && !REQUIRED.includes(key))) return undefined;
  if (entry.value.kind === 'scalar' && entry.value.value !== null && entry.value.text.trim() !== '') {
    return entry.value.text.trim();
  }
  wrongType(entry, 'a text', problems);
  return undefined;
}

export function readWord<Word extends string>(
  map: YamlMap,
  key: string,
  words: readonly Word[],
  problems: Problems,
): Word | undefined {
  const entry = entryOf(map, key);
  const text = readText(map, key, problems);
  if (entry === undefined || text === undefined) return undefined;
  const word = words.find((candidate) => candidate === text.toLowerCase());
  if (word === undefined) wrongType(entry, `one of ${words.join(', ')}`, problems);
  return word;
}

/** The specification wants one text, with commas between several people; many write a list. */
function readAuthor(rule: YamlMap, problems: Problems): string | undefined {
  if (entryOf(rule, 'author')?.value.kind !== 'list') return readText(rule, 'author', problems);
  return readTexts(rule, 'author', problems).join(', ') || undefined;
}

function readTexts(map: YamlMap, key: string, problems: Problems): string[] {
  const entry = entryOf(map, key);
  if (entry === undefined || isNothing(entry)) return [];
  if (entry.value.kind === 'scalar') return [entry.value.text];
  if (entry.value.kind !== 'list') {
    wrongType(entry, 'a list of texts', problems);
    return [];
  }
  return entry.value.items.flatMap((item) => {
    if (item.kind === 'scalar') return item.value === null ? [] : [item.text];
    const text = item.kind === 'map' ? lineOf(item) : undefined;
    if (text === undefined) wrongType({ ...entry, value: item }, 'a text', problems);
    return text === undefined ? [] : [text];
  });
}

/** A text with a colon in it that nobody put in quotes, which YAML takes for a map: `Maintenance: see the calendar`. */
function lineOf({ entries }: YamlMap): string | undefined {
  const [first] = entries;
  return entries.length === 1 && first?.value.kind === 'scalar' ? `${first.key}: ${first.value.text}` : undefined;
}

function isNothing({ value }: YamlEntry): boolean {
  return value.kind === 'scalar' && value.value === null;
}

export function wrongType(entry: YamlEntry, expected: string, problems: Problems): void {
  problems.add(
    entry.value.offset,
    'sigma.wrong-type',
    `"${entry.key}" is ${kindOf(entry.value)}; expected ${expected}.`,
  );
}

/** The same object without the keys whose value is undefined: absent means absent, in memory and in JSON. */
function definedOnly<T extends Record<string, unknown>>(object: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** Stands in for the optional id: does not move with the file. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
}

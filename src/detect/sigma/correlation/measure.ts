import { compileExpression } from '../compile.ts';
import { numberOf } from '../fields.ts';
import type { SigmaBound, SigmaCorrelation, SigmaExpression } from '../types.ts';
import type { Entry } from './window.ts';

/** What a correlation measures, and the entries that made it so. */
export interface Measured {
  readonly value: number;
  readonly entries: readonly Entry[];
}

/**
 * What the correlation measures of the entries of one timespan, oldest first, if its condition holds for that: of those from
 * `start` to before `end` of a window's entries.
 */
export function measure(
  correlation: SigmaCorrelation,
  entries: readonly Entry[],
  start: number,
  end: number,
): Measured | undefined {
  const { type, condition } = correlation;
  // Most windows are far from their condition, which is told without looking at each entry.
  if (mostPossible(correlation, entries, start, end) < leastWanted(condition)) return undefined;
  if (type === 'event_count' && !holds(condition, end - start)) return undefined;
  const own = entries.slice(start, end);
  const { expression } = correlation;
  if (expression === undefined) return measures(correlation, own).find(({ value }) => holds(condition, value));
  const { names, check } = checkOf(expression);
  const named = own.filter(({ rule }) => names.has(String(rule)));
  return measures(correlation, named).find((measured) =>
    check(Object.fromEntries(measured.entries.map(({ rule }) => [String(rule), true]))),
  );
}

/** More than this the measure of the entries cannot be. */
function mostPossible({ type }: SigmaCorrelation, entries: readonly Entry[], start: number, end: number): number {
  switch (type) {
    case 'event_count':
    case 'temporal':
    case 'temporal_ordered':
      return end - start;
    case 'value_count': {
      let values = 0;
      for (let index = start; index < end; index += 1) values += entries[index]?.values?.length ?? 0;
      return values;
    }
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
    case 'value_median':
      return Infinity;
  }
}

/** Less than this the condition does not hold for. */
function leastWanted(bounds: readonly SigmaBound[]): number {
  let least = -Infinity;
  for (const { relation, value } of bounds) {
    if ((relation === 'gt' || relation === 'gte' || relation === 'eq') && value > least) least = value;
  }
  return least;
}

function measures(correlation: SigmaCorrelation, entries: readonly Entry[]): readonly Measured[] {
  switch (correlation.type) {
    case 'event_count':
      return [{ value: entries.length, entries }];
    case 'value_count': {
      const values = new Set<string>();
      for (const entry of entries) for (const value of entry.values ?? []) values.add(value);
      return [{ value: values.size, entries }];
    }
    case 'temporal':
      return [{ value: new Set(entries.map(({ rule }) => rule)).size, entries }];
    case 'temporal_ordered':
      return [longestOrder(entries)];
    case 'value_sum':
      return [{ value: sum(numbersOf(entries)), entries }];
    case 'value_avg': {
      const numbers = numbersOf(entries);
      return numbers.length === 0 ? [] : [{ value: sum(numbers) / numbers.length, entries }];
    }
    case 'value_median':
      return percentile(numbersOf(entries), 50).map((value) => ({ value, entries }));
    case 'value_percentile':
      if (correlation.percentile === undefined) return frequencies(entries);
      return percentile(numbersOf(entries), correlation.percentile).map((value) => ({ value, entries }));
  }
}

/** What an expression asks of the rules that matched, and which it names. */
interface RuleCheck {
  readonly names: ReadonlySet<string>;
  readonly check: (rules: unknown) => boolean;
}

const checks = new WeakMap<SigmaExpression, RuleCheck>();

function checkOf(expression: SigmaExpression): RuleCheck {
  const known = checks.get(expression);
  if (known !== undefined) return known;
  const made = { names: new Set(namesIn(expression)), check: compileExpression(expression) };
  checks.set(expression, made);
  return made;
}

function namesIn(expression: SigmaExpression): readonly string[] {
  if (expression.op === 'test') return expression.test.field === undefined ? [] : [expression.test.field];
  return expression.op === 'not' ? namesIn(expression.of) : expression.of.flatMap(namesIn);
}

function holds(bounds: readonly SigmaBound[], value: number): boolean {
  return bounds.every((bound) => {
    switch (bound.relation) {
      case 'gt':
        return value > bound.value;
      case 'gte':
        return value >= bound.value;
      case 'lt':
        return value < bound.value;
      case 'lte':
        return value <= bound.value;
      case 'eq':
        return value === bound.value;
      case 'neq':
        return value !== bound.value;
    }
  });
}

/**
 * The most rules that follow one another in the order in which the correlation names them. Entries of one moment may be in
 * any order: many logs tell no more than the second.
 */
function longestOrder(entries: readonly Entry[]): Measured {
  /** By rule: the longest chain that ends with it. */
  const chains: (readonly Entry[])[] = [];
  const ordered = entries.toSorted((a, b) => a.time - b.time || a.rule - b.rule);
  for (const entry of ordered) {
    let before: readonly Entry[] = [];
    for (const chain of chains.slice(0, entry.rule)) {
      if (chain !== undefined && chain.length > before.length) before = chain;
    }
    if (before.length + 1 > (chains[entry.rule]?.length ?? 0)) chains[entry.rule] = [...before, entry];
  }
  const longest = chains.reduce((best, chain) => (chain.length > best.length ? chain : best), []);
  return { value: longest.length, entries: longest };
}

/** For each value of the newest entries: in how many percent of the entries it occurs. */
function frequencies(entries: readonly Entry[]): readonly Measured[] {
  const newest = entries.at(-1)?.time;
  const values = new Set(entries.filter(({ time }) => time === newest).flatMap((entry) => entry.values ?? []));
  return [...values].map((value) => {
    const having = entries.filter((entry) => entry.values?.includes(value) === true);
    return { value: (100 * having.length) / entries.length, entries: having };
  });
}

/** The value below which that many percent lie, between two values in proportion. */
function percentile(numbers: readonly number[], percent: number): readonly number[] {
  const ordered = numbers.toSorted((a, b) => a - b);
  const place = ((ordered.length - 1) * percent) / 100;
  const below = ordered[Math.floor(place)];
  const above = ordered[Math.ceil(place)];
  if (below === undefined || above === undefined) return [];
  return [below + (above - below) * (place - Math.floor(place))];
}

function numbersOf(entries: readonly Entry[]): readonly number[] {
  return entries.flatMap(({ values }) => (values ?? []).flatMap((text) => numberOf(text) ?? []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { numberOf } from '../fields.ts';
import type { SigmaCorrelationRule, SigmaRule } from '../types.ts';
import { allThere, whenThere } from '../awaitable.ts';
import type { Awaitable } from '../awaitable.ts';
import { advance } from './advance.ts';
import type { Advance } from './advance.ts';
import { planCorrelations } from './plan.ts';
import { combinations } from './field-values.ts';
import type { CorrelationPlan, Plan } from './plan.ts';
import { shortened } from './shortened.ts';
import { windowKey } from './state.ts';
import type { CorrelationState, WindowKey, WindowsInPlace } from './state.ts';
import type { CountedRecord, Entry, FieldValues } from './window.ts';

/** An event that rules matched, with what it is to the correlations. */
export interface CorrelationInput extends CountedRecord {
  readonly feeds: readonly Feed[];
}

/** What an event brings to one window. It depends on what the event holds, but neither on its id nor on its time. */
export interface Feed {
  readonly plan: CorrelationPlan;
  readonly window: WindowKey;
  readonly brings: Pick<Entry, 'rule' | 'values' | 'above'>;
}

/** A correlation that matched. */
export interface CorrelationMatch {
  readonly rule: SigmaCorrelationRule;
  /** Always the same for the same correlation, group and moment. */
  readonly id: string;
  /** What the events have in common, by the names in `group-by`. */
  readonly group: Readonly<Record<string, string>>;
  /** What was measured: a count, a sum, … */
  readonly value: number;
  /** The records that made the match, oldest first; of very many the newest. */
  readonly records: readonly CountedRecord[];
  /** How many records made the match. */
  readonly count: number;
  /** This was matched before, by the same event: it came again. */
  readonly repeated: boolean;
}

export interface Correlator {
  /** Ids of the rules with a detection that correlations build on. */
  readonly needs: ReadonlySet<string>;
  /** What an event brings that a rule matches; `derived` are fields that take the place of the event's own. */
  feedsOf(ruleId: string, event: unknown, derived?: object): readonly Feed[];
  /** Takes one event into account, and gives the correlations that match by it. */
  correlateOne(input: CorrelationInput): Awaitable<readonly CorrelationMatch[]>;
  /**
   * Takes events into account, in any order and more than once, and gives for each the correlations that match by it. Each
   * window is updated but once for all of them, in the order given.
   */
  correlate(inputs: readonly CorrelationInput[]): Awaitable<readonly (readonly CorrelationMatch[])[]>;
}

/** Records named in a match. */
const MAX_RECORDS = 100;

/** Groups that one event can belong to, where the fields to group by hold several values. */
const MAX_GROUPS = 16;

/** Combinations of values that one event brings, where several fields with several values are counted together. */
const MAX_TUPLES = 100;

/** Runs all correlations among the rules. */
export function createCorrelator(rules: readonly SigmaRule[], state: CorrelationState): Correlator {
  const plan = planCorrelations(rules);
  return {
    needs: plan.leaves,
    feedsOf: (ruleId, event, derived) =>
      plan.leaves.has(ruleId) ? feedsOf(plan, ruleId, plan.fieldsOf(ruleId, event, derived)) : [],
    correlateOne(input) {
      const { inPlace } = state;
      const results = inPlace && takeNow(input, inPlace);
      if (results?.length === 0) return NONE;
      const matches: CorrelationMatch[][] = [[]];
      const done =
        results === undefined ? run(plan, comingOf([input]), state, matches) : goOn(plan, results, state, matches);
      return whenThere(done, () => matches[0] ?? NONE);
    },
    correlate(inputs) {
      const matches: CorrelationMatch[][] = inputs.map(() => []);
      return whenThere(run(plan, comingOf(inputs), state, matches), () => matches);
    },
  };
}

const NONE: readonly CorrelationMatch[] = [];

/** What comes into one window: an event, or a correlation that matched. */
interface Coming {
  /** Place of the event among those that were given together. */
  readonly input: number;
  readonly feed: Feed;
  readonly record: CountedRecord;
  /** Of a correlation: the records that made it. */
  readonly records?: readonly CountedRecord[];
}

/** Takes what comes into its windows. What matches by that is an event for the correlations further up. */
function run(
  plan: Plan,
  coming: readonly Coming[],
  state: CorrelationState,
  matches: readonly CorrelationMatch[][],
): Awaitable<void> {
  if (coming.length === 0) return undefined;
  const taken = allThere(byWindow(coming).map((own) => take(own, state)));
  return whenThere(taken, (results) => goOn(plan, results.flat(), state, matches));
}

/** Notes what matched, and takes it further up. */
function goOn(
  plan: Plan,
  results: readonly Result[],
  state: CorrelationState,
  matches: readonly CorrelationMatch[][],
): Awaitable<void> {
  for (const { match, input } of results) matches[input]?.push(match);
  const next = results.flatMap(({ match, input, at, fields }) =>
    feedsOf(plan, match.rule.id, fields).map((feed): Coming => ({
      input,
      feed,
      record: { id: match.id, time: at },
      records: match.records,
    })),
  );
  return run(plan, next, state, matches);
}

function comingOf(inputs: readonly CorrelationInput[]): readonly Coming[] {
  return inputs.flatMap((record, input) => record.feeds.map((feed) => ({ input, feed, record })));
}

/** The same for one event and windows in memory, which is what most of the time of a scan would go into. */
function takeNow(input: CorrelationInput, windows: WindowsInPlace): readonly Result[] {
  const results: Result[] = [];
  for (const feed of input.feeds) {
    const { plan, window: key } = feed;
    const window = windows.open(key);
    const step = advance(plan.rule.correlation, window, entryOf({ feed, record: input }));
    windows.close(key, window);
    if (step !== undefined) results.push(resultOf(plan, key, step, 0));
  }
  return results;
}

/** What comes into the same window, together. */
function byWindow(coming: readonly Coming[]): readonly (readonly [Coming, ...Coming[]])[] {
  const [only] = coming;
  if (only !== undefined && coming.length === 1) return [[only]];
  const windows = new Map<string, [Coming, ...Coming[]]>();
  for (const one of coming) {
    const own = windows.get(one.feed.window.text);
    if (own === undefined) windows.set(one.feed.window.text, [one]);
    else own.push(one);
  }
  return [...windows.values()];
}

/** A correlation that matched, with what the correlations further up may ask of it. */
interface Result {
  readonly match: CorrelationMatch;
  readonly input: number;
  readonly at: number;
  readonly fields: FieldValues;
}

/** All that happens to one window at once. */
function take(coming: readonly [Coming, ...Coming[]], state: CorrelationState): Awaitable<readonly Result[]> {
  const { plan, window: key } = coming[0].feed;
  const { correlation } = plan.rule;
  let newest = -Infinity;
  for (const { record } of coming) newest = Math.max(newest, record.time);
  const steps = state.update(
    key,
    (window) =>
      coming.flatMap((one) => {
        const step = advance(correlation, window, entryOf(one), state.entriesOf?.(correlation));
        return step === undefined ? [] : [{ step, input: one.input }];
      }),
    { newest, keepFor: 2 * correlation.timespan },
  );
  return whenThere(steps, (taken) => taken.map(({ step, input }) => resultOf(plan, key, step, input)));
}

function entryOf({ feed: { brings }, record: { id, time, reference }, records }: Omit<Coming, 'input'>): Entry {
  const { rule, values, above } = brings;
  const entry: { -readonly [Key in keyof Entry]: Entry[Key] } = { id, time, rule };
  if (reference !== undefined) entry.reference = reference;
  if (values !== undefined) entry.values = values;
  if (above !== undefined) entry.above = above;
  if (records !== undefined) entry.records = records;
  return entry;
}

function feedsOf(plan: Plan, ruleId: string, fields: FieldValues): readonly Feed[] {
  return plan.parentsOf(ruleId).flatMap((parent) => {
    const brings = bringsOf(parent, ruleId, fields);
    if (brings === undefined) return [];
    return groupsOf(parent, fields).map((group) => ({
      plan: parent,
      window: windowKey(parent.rule.id, group),
      brings,
    }));
  });
}

/** Undefined for what has nothing that a correlation of values could look at. */
function bringsOf(plan: CorrelationPlan, ruleId: string, fields: FieldValues): Feed['brings'] | undefined {
  const values = plan.fieldKeys && valuesOf(plan, plan.fieldKeys, fields);
  if (values?.length === 0) return undefined;
  const above = Object.fromEntries(plan.aboveKeys.map((key) => [key, fields[key] ?? []]));
  return {
    rule: plan.rule.correlation.rules.indexOf(ruleId),
    ...(values === undefined ? {} : { values }),
    ...(plan.aboveKeys.length === 0 ? {} : { above }),
  };
}

/** What an event brings to a correlation of values; nothing where it has no number for one of numbers. */
function valuesOf({ rule }: CorrelationPlan, keys: readonly string[], fields: FieldValues): readonly string[] {
  const { type, percentile } = rule.correlation;
  const tuples = combinations(
    keys.map((key) => fields[key] ?? []),
    MAX_TUPLES,
  );
  const values = tuples.map((tuple) => (tuple.length === 1 ? (tuple[0] ?? '') : JSON.stringify(tuple)));
  const numeric = type === 'value_sum' || type === 'value_avg' || type === 'value_median' || percentile !== undefined;
  return numeric ? values.filter((value) => numberOf(value) !== undefined) : values.map(shortened);
}

/** The groups that an event belongs to: none if it lacks one of the fields. */
function groupsOf(plan: CorrelationPlan, fields: FieldValues): readonly (readonly string[])[] {
  return combinations(
    plan.groupKeys.map((key) => fields[key] ?? []),
    MAX_GROUPS,
  );
}

function resultOf(plan: CorrelationPlan, { group }: WindowKey, step: Advance, input: number): Result {
  const { rule } = plan;
  const all = distinct(step.entries.flatMap((entry) => entry.records ?? [counted(entry)]));
  const named = Object.fromEntries(rule.correlation.groupBy.map(({ name }, index) => [name, group[index] ?? '']));
  const { value, repeated, at } = step;
  return {
    match: {
      rule,
      id: JSON.stringify([rule.id, ...group, at]),
      group: named,
      value,
      records: all.slice(-MAX_RECORDS),
      count: all.length,
      repeated,
    },
    input,
    at,
    fields: fieldsOf(step.entries, plan),
  };
}

function counted({
  id,
  time,
  reference,
}: Pick<CountedRecord, 'id' | 'time'> & { readonly reference?: string | undefined }): CountedRecord {
  return reference === undefined ? { id, time } : { id, time, reference };
}

function distinct(records: readonly CountedRecord[]): readonly CountedRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  return [...byId.values()].toSorted((a, b) => a.time - b.time);
}

/** A correlation has in its fields whatever the records that made it have there. */
function fieldsOf(entries: readonly Entry[], { aboveKeys }: CorrelationPlan): FieldValues {
  return Object.fromEntries(
    aboveKeys.map((key) => [key, [...new Set(entries.flatMap(({ above }) => above?.[key] ?? []))]]),
  );
}

import { numberOf } from '../fields.ts';
import type { SigmaCorrelationRule, SigmaRule } from '../types.ts';
import { advance } from './advance.ts';
import type { Advance } from './advance.ts';
import { planCorrelations } from './plan.ts';
import { combinations } from './field-values.ts';
import type { CorrelationPlan, Plan } from './plan.ts';
import { shortened } from './shortened.ts';
import type { CorrelationState } from './state.ts';
import type { CountedRecord, Entry, FieldValues } from './window.ts';

/** An event that a rule matched. */
export interface CorrelationInput extends CountedRecord {
  readonly event: unknown;
  /** Ids of the rules that match the event. */
  readonly rules: readonly string[];
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
  /**
   * Takes events into account, in any order and more than once, and gives for each the correlations that match by it. Each
   * window is updated but once for all of them, in the order given.
   */
  correlate(inputs: readonly CorrelationInput[]): Promise<readonly (readonly CorrelationMatch[])[]>;
}

/** Records named in a match. */
const MAX_RECORDS = 100;

/** Groups that one event can belong to, where the fields to group by hold several values. */
const MAX_GROUPS = 16;

/** Combinations of values that one event brings, where several fields with several values are counted together. */
const MAX_TUPLES = 100;

/** A match of a rule, on its way to the correlations that refer to the rule. */
interface Occurrence extends CountedRecord {
  /** Place of the event among those that were given together. */
  readonly input: number;
  readonly ruleId: string;
  readonly fields: FieldValues;
  readonly records?: readonly CountedRecord[];
}

/** Runs all correlations among the rules. */
export function createCorrelator(rules: readonly SigmaRule[], state: CorrelationState): Correlator {
  const plan = planCorrelations(rules);
  return {
    needs: plan.leaves,
    async correlate(inputs) {
      const matches: CorrelationMatch[][] = inputs.map(() => []);
      let pending: readonly Occurrence[] = inputs.flatMap(({ id, time, reference, event, rules: matched }, input) =>
        matched.flatMap((ruleId) =>
          plan.leaves.has(ruleId)
            ? [{ input, ruleId, ...counted({ id, time, reference }), fields: plan.fieldsOf(ruleId, event) }]
            : [],
        ),
      );
      // What matches is an event for the correlations further up.
      while (pending.length > 0) {
        const taken = await Promise.all(updatesOf(plan, pending).map((update) => take(update, state)));
        const results = taken.flat();
        for (const { match, occurrence } of results) matches[occurrence.input]?.push(match);
        pending = results.map(({ occurrence }) => occurrence);
      }
      return matches;
    },
  };
}

/** All that happens to one window at once. */
interface Update {
  readonly plan: CorrelationPlan;
  readonly group: readonly string[];
  readonly entries: readonly { readonly entry: Entry; readonly input: number }[];
}

function updatesOf(plan: Plan, occurrences: readonly Occurrence[]): readonly Update[] {
  const parts = occurrences.flatMap((occurrence) =>
    plan.parentsOf(occurrence.ruleId).flatMap((parent) => {
      const entry = entryOf(parent, occurrence);
      if (entry === undefined) return [];
      return groupsOf(parent, occurrence).map((group) => ({ plan: parent, group, entry, input: occurrence.input }));
    }),
  );
  const windows = Map.groupBy(parts, (part) => JSON.stringify([part.plan.rule.id, ...part.group]));
  return [...windows.values()].flatMap((entries) => {
    const [first] = entries;
    return first === undefined ? [] : [{ plan: first.plan, group: first.group, entries }];
  });
}

async function take(
  { plan, group, entries }: Update,
  state: CorrelationState,
): Promise<readonly { readonly match: CorrelationMatch; readonly occurrence: Occurrence }[]> {
  const { rule } = plan;
  const { timespan, groupBy } = rule.correlation;
  const newest = entries.reduce((latest, { entry }) => Math.max(latest, entry.time), -Infinity);
  const steps = await state.update(
    { rule: rule.id, group },
    (window) =>
      entries.flatMap(({ entry, input }) => {
        const step = advance(rule.correlation, window, entry, state.entriesOf?.(rule.correlation));
        return step === undefined ? [] : [{ step, input }];
      }),
    { newest, keepFor: 2 * timespan },
  );
  const named = Object.fromEntries(groupBy.map(({ name }, index) => [name, group[index] ?? '']));
  return steps.map(({ step, input }) =>
    resultOf(plan, step, { named, input, id: JSON.stringify([rule.id, ...group, step.at]) }),
  );
}

function entryOf(
  plan: CorrelationPlan,
  { id, time, reference, ruleId, fields, records }: Occurrence,
): Entry | undefined {
  const values = plan.fieldKeys && valuesOf(plan, plan.fieldKeys, fields);
  if (values?.length === 0) return undefined;
  const above = Object.fromEntries(plan.aboveKeys.map((key) => [key, fields[key] ?? []]));
  return {
    ...counted({ id, time, reference }),
    rule: plan.rule.correlation.rules.indexOf(ruleId),
    ...(values === undefined ? {} : { values }),
    ...(plan.aboveKeys.length === 0 ? {} : { above }),
    ...(records === undefined ? {} : { records }),
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
  const numeric = type === 'value_sum' || type === 'value_avg' || percentile !== undefined;
  return numeric ? values.filter((value) => numberOf(value) !== undefined) : values.map(shortened);
}

/** The groups that an event belongs to: none if it lacks one of the fields. */
function groupsOf(plan: CorrelationPlan, { fields }: Occurrence): readonly (readonly string[])[] {
  return combinations(
    plan.groupKeys.map((key) => fields[key] ?? []),
    MAX_GROUPS,
  );
}

function resultOf(
  plan: CorrelationPlan,
  step: Advance,
  {
    named,
    input,
    id,
  }: { readonly named: Readonly<Record<string, string>>; readonly input: number; readonly id: string },
): { readonly match: CorrelationMatch; readonly occurrence: Occurrence } {
  const all = distinct(step.entries.flatMap((entry) => entry.records ?? [counted(entry)]));
  const records = all.slice(-MAX_RECORDS);
  const { value, repeated, at } = step;
  return {
    match: { rule: plan.rule, id, group: named, value, records, count: all.length, repeated },
    occurrence: { input, ruleId: plan.rule.id, id, time: at, fields: fieldsOf(step.entries, plan), records },
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

import { numberOf } from '../fields.ts';
import type { SigmaCorrelationRule, SigmaRule } from '../types.ts';
import { advance } from './advance.ts';
import type { Advance } from './advance.ts';
import { planCorrelations } from './plan.ts';
import type { CorrelationPlan } from './plan.ts';
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
  /** Takes one event into account, in any order and more than once, and gives the correlations that match by it. */
  correlate(input: CorrelationInput): Promise<readonly CorrelationMatch[]>;
}

/** Records named in a match. */
const MAX_RECORDS = 100;

/** Groups that one event can belong to, where the fields to group by hold several values. */
const MAX_GROUPS = 16;

/** Combinations of values that one event brings, where several fields with several values are counted together. */
const MAX_TUPLES = 100;

/** A match of a rule, on its way to the correlations that refer to the rule. */
interface Occurrence extends CountedRecord {
  readonly ruleId: string;
  readonly fields: FieldValues;
  readonly records?: readonly CountedRecord[];
}

/** Runs all correlations among the rules. */
export function createCorrelator(rules: readonly SigmaRule[], state: CorrelationState): Correlator {
  const plan = planCorrelations(rules);
  return {
    needs: plan.leaves,
    async correlate({ id, time, event, rules: matched }) {
      const matches: CorrelationMatch[] = [];
      const pending: Occurrence[] = matched.flatMap((ruleId) =>
        plan.leaves.has(ruleId) ? [{ ruleId, id, time, fields: plan.fieldsOf(ruleId, event) }] : [],
      );
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
        for (const parent of plan.parentsOf(next.ruleId)) {
          for (const { match, occurrence } of await take(parent, next, state)) {
            matches.push(match);
            pending.push(occurrence);
          }
        }
      }
      return matches;
    },
  };
}

async function take(
  plan: CorrelationPlan,
  occurrence: Occurrence,
  state: CorrelationState,
): Promise<readonly { readonly match: CorrelationMatch; readonly occurrence: Occurrence }[]> {
  const entry = entryOf(plan, occurrence);
  if (entry === undefined) return [];
  const { rule } = plan;
  const { timespan, groupBy } = rule.correlation;
  const life = { newest: entry.time, keepFor: 2 * timespan };
  const results = [];
  for (const group of groupsOf(plan, occurrence)) {
    const step = await state.update(
      { rule: rule.id, group },
      (window) => advance(rule.correlation, window, entry),
      life,
    );
    if (step === undefined) continue;
    const named = Object.fromEntries(groupBy.map(({ name }, index) => [name, group[index] ?? '']));
    results.push(resultOf(plan, step, named, JSON.stringify([rule.id, ...group, step.at])));
  }
  return results;
}

function entryOf(plan: CorrelationPlan, { id, time, ruleId, fields, records }: Occurrence): Entry | undefined {
  const values = plan.fieldKeys && valuesOf(plan, plan.fieldKeys, fields);
  if (values?.length === 0) return undefined;
  const above = Object.fromEntries(plan.aboveKeys.map((key) => [key, fields[key] ?? []]));
  return {
    id,
    time,
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
  return numeric ? values.filter((value) => numberOf(value) !== undefined) : values;
}

/** The groups that an event belongs to: none if it lacks one of the fields. */
function groupsOf(plan: CorrelationPlan, { fields }: Occurrence): readonly (readonly string[])[] {
  return combinations(
    plan.groupKeys.map((key) => fields[key] ?? []),
    MAX_GROUPS,
  );
}

function combinations(lists: readonly (readonly string[])[], most: number): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (tuples, values) => tuples.flatMap((tuple) => values.map((value) => [...tuple, value])).slice(0, most),
    [[]],
  );
}

function resultOf(
  plan: CorrelationPlan,
  step: Advance,
  group: Readonly<Record<string, string>>,
  id: string,
): { readonly match: CorrelationMatch; readonly occurrence: Occurrence } {
  const records = distinct(step.entries.flatMap((entry) => entry.records ?? [{ id: entry.id, time: entry.time }]));
  const named = records.slice(-MAX_RECORDS);
  const { value, repeated, at } = step;
  const match = { rule: plan.rule, id, group, value, records: named, count: records.length, repeated };
  return {
    match,
    occurrence: { ruleId: plan.rule.id, id, time: at, fields: fieldsOf(step.entries, plan), records: named },
  };
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

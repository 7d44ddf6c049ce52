import { anyValue, fieldPath, textOf } from '../fields.ts';
import type { FieldPath } from '../fields.ts';
import type { SigmaCorrelationRule, SigmaRule } from '../types.ts';
import type { FieldValues } from './window.ts';

/** One correlation, with the places of what it needs among the fields of a match. */
export interface CorrelationPlan {
  readonly rule: SigmaCorrelationRule;
  readonly groupKeys: readonly string[];
  /** Of the `value_` types. */
  readonly fieldKeys: readonly string[] | undefined;
  /** What the correlations that build on this one need. */
  readonly aboveKeys: readonly string[];
}

export interface Plan {
  /** Ids of the rules with a detection that correlations build on. */
  readonly leaves: ReadonlySet<string>;
  /** The correlations that refer to a rule. */
  parentsOf(ruleId: string): readonly CorrelationPlan[];
  /** What all correlations above a rule need of an event that it matches. */
  fieldsOf(ruleId: string, event: unknown): FieldValues;
}

/** Values of one field that are looked at. */
const MAX_VALUES = 100;

/** Longer values are told apart by their beginning and length: windows must stay small. */
const MAX_LENGTH = 512;

/** Works out once what each correlation needs. Rules that refer to one that is not there wait for it in vain. */
export function planCorrelations(rules: readonly SigmaRule[]): Plan {
  const correlations = rules.filter((rule) => 'correlation' in rule);
  const byId = new Map(correlations.map((rule) => [rule.id, rule]));
  const parents = (id: string): readonly SigmaCorrelationRule[] =>
    correlations.filter(({ correlation }) => correlation.rules.includes(id));

  /** All correlations above a rule, each with the ids on the ways to it. */
  const above = (id: string): ReadonlyMap<SigmaCorrelationRule, ReadonlySet<string>> => {
    const found = new Map<SigmaCorrelationRule, Set<string>>();
    const climb = (from: string, way: ReadonlySet<string>): void => {
      for (const parent of parents(from)) {
        const ids = found.get(parent) ?? new Set<string>();
        // Nothing new on this way: whatever is above has been climbed to. This also ends circles.
        if (found.has(parent) && [...way].every((step) => ids.has(step))) continue;
        found.set(parent, ids);
        for (const step of way) ids.add(step);
        climb(parent.id, new Set([...ids, parent.id]));
      }
    };
    climb(id, new Set([id]));
    return found;
  };

  const plans = new Map(
    correlations.map((rule): [string, CorrelationPlan] => {
      const { groupBy, fields } = rule.correlation;
      return [
        rule.id,
        {
          rule,
          groupKeys: groupBy.map(({ name }) => keyOf(rule, name)),
          fieldKeys: fields?.map((name) => keyOf(rule, name)),
          aboveKeys: [...above(rule.id).keys()].flatMap((parent) => namesOf(parent).map((name) => keyOf(parent, name))),
        },
      ];
    }),
  );
  const leaves = new Set(rules.filter(({ id }) => !byId.has(id) && parents(id).length > 0).map(({ id }) => id));
  const paths = new Map([...leaves].map((id) => [id, pathsOf(above(id))] as const));
  const parentPlans = new Map(
    rules.map(({ id }) => [id, parents(id).flatMap((parent) => plans.get(parent.id) ?? [])] as const),
  );
  return {
    leaves,
    parentsOf: (id) => parentPlans.get(id) ?? [],
    fieldsOf: (id, event) =>
      Object.fromEntries((paths.get(id) ?? []).map(([key, path]) => [key, valuesAt(event, path)] as const)),
  };
}

function keyOf(rule: SigmaCorrelationRule, name: string): string {
  return `${rule.id} ${name}`;
}

function namesOf({ correlation: { groupBy, fields } }: SigmaCorrelationRule): readonly string[] {
  return [...new Set([...groupBy.map(({ name }) => name), ...(fields ?? [])])];
}

/** Where in an event to look for what is needed; an alias leads to the field given for a rule on the way. */
function pathsOf(
  above: ReadonlyMap<SigmaCorrelationRule, ReadonlySet<string>>,
): readonly (readonly [string, FieldPath])[] {
  return [...above].flatMap(([rule, ids]) =>
    namesOf(rule).map((name) => {
      const aliases = rule.correlation.groupBy.find((field) => field.name === name)?.aliases;
      const alias = [...ids].find((id) => aliases !== undefined && Object.hasOwn(aliases, id));
      const field = alias === undefined ? name : (aliases?.[alias] ?? name);
      return [keyOf(rule, name), fieldPath(field)] as const;
    }),
  );
}

function valuesAt(event: unknown, path: FieldPath): readonly string[] {
  const values = new Set<string>();
  anyValue(event, path, (value) => {
    const text = textOf(value);
    if (text !== undefined) values.add(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…${text.length}` : text);
    return values.size >= MAX_VALUES;
  });
  return [...values];
}

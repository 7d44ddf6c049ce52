import { fieldPath, holderOf } from '../fields.ts';
import type { SigmaCorrelationRule, SigmaRule } from '../types.ts';
import { valuesAt } from './field-values.ts';
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
  /** The fields that all correlations above a rule look at in an event that it matches. */
  fieldNamesOf(ruleId: string): readonly string[];
  /** What all correlations above a rule need of an event that it matches; `derived` are fields that take the place of the event's own. */
  fieldsOf(ruleId: string, event: unknown, derived?: object): FieldValues;
}

/** Works out once what each correlation needs. Rules that refer to one that is not there wait for it in vain. */
export function planCorrelations(rules: readonly SigmaRule[]): Plan {
  const correlations = rules.filter((rule) => 'correlation' in rule);
  const byId = new Map(correlations.map((rule) => [rule.id, rule]));
  const parentsById = Map.groupBy(
    correlations.flatMap((parent) => [...new Set(parent.correlation.rules)].map((id) => ({ id, parent }))),
    ({ id }) => id,
  );
  const parents = (id: string): readonly SigmaCorrelationRule[] =>
    (parentsById.get(id) ?? []).map(({ parent }) => parent);
  const parentIds = (id: string): readonly string[] => parents(id).map((parent) => parent.id);
  const childIds = (id: string): readonly string[] => byId.get(id)?.correlation.rules ?? [];
  const below = new Map(correlations.map(({ id }) => [id, reached(id, childIds)] as const));

  /** All correlations above a rule, each with the ids on the ways to it, the rule's own first. */
  const above = (id: string): ReadonlyMap<SigmaCorrelationRule, readonly string[]> => {
    const ancestors = [...reached(id, parentIds)];
    return new Map(
      ancestors.flatMap((ancestor) => {
        const rule = byId.get(ancestor);
        return rule === undefined
          ? []
          : [[rule, [id, ...ancestors.filter((step) => below.get(ancestor)?.has(step) === true)]] as const];
      }),
    );
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
  const named = new Map([...leaves].map((id) => [id, fieldsBelow(above(id))] as const));
  const paths = new Map(
    [...named].map(([id, fields]) => [id, fields.map(([key, field]) => [key, fieldPath(field)] as const)] as const),
  );
  const parentPlans = new Map(
    rules.map(({ id }) => [id, parents(id).flatMap((parent) => plans.get(parent.id) ?? [])] as const),
  );
  return {
    leaves,
    parentsOf: (id) => parentPlans.get(id) ?? [],
    fieldNamesOf: (id) => (named.get(id) ?? []).map(([, field]) => field),
    fieldsOf(id, event, derived) {
      const fields: Record<string, readonly string[]> = {};
      for (const [key, path] of paths.get(id) ?? []) fields[key] = valuesAt(holderOf(path, event, derived), path);
      return fields;
    },
  };
}

/** Everything that one thing leads to, nearest first; itself only where there is a circle. */
function reached(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>(next(start));
  // A set gives what is added to it while it is walked through.
  for (const id of found) for (const further of next(id)) found.add(further);
  return found;
}

function keyOf(rule: SigmaCorrelationRule, name: string): string {
  return `${rule.id} ${name}`;
}

function namesOf({ correlation: { groupBy, fields } }: SigmaCorrelationRule): readonly string[] {
  return [...new Set([...groupBy.map(({ name }) => name), ...(fields ?? [])])];
}

/** Where in an event to look for what is needed; an alias leads to the field given for a rule on the way. */
function fieldsBelow(
  above: ReadonlyMap<SigmaCorrelationRule, readonly string[]>,
): readonly (readonly [key: string, field: string])[] {
  return [...above].flatMap(([rule, ids]) =>
    namesOf(rule).map((name) => {
      const aliases = rule.correlation.groupBy.find((field) => field.name === name)?.aliases;
      const alias = ids.find((id) => aliases !== undefined && Object.hasOwn(aliases, id));
      return [keyOf(rule, name), alias === undefined ? name : (aliases?.[alias] ?? name)] as const;
    }),
  );
}

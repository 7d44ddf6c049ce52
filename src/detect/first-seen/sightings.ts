import { combinations, valuesAt } from '../sigma/correlation/field-values.ts';
import { fieldPath, holderOf } from '../sigma/fields.ts';
import type { FieldPath } from '../sigma/fields.ts';
import type { SigmaDetectionRule, SigmaFirstSeen, SigmaRule } from '../sigma/types.ts';
import type { SeenValue } from './judge.ts';

/** Without `group-by` each account learns for itself: a new account must not make everything in it new. */
const DEFAULT_GROUP = ['trailbolt.account'];

/** Groups, and values within a group, that one event can bring where fields hold several values. */
const MAX_EACH = 16;

/** What an event shows of the values that a rule is about. */
export type SeenIn = (event: unknown, derived: object) => readonly SeenValue[];

export type FirstSeenRule = SigmaDetectionRule & { readonly firstSeen: SigmaFirstSeen };

export function hasFirstSeen(rule: SigmaRule): rule is FirstSeenRule {
  return 'firstSeen' in rule && rule.firstSeen !== undefined;
}

/** A group and a value by the names of their fields. */
export function namedIn(
  { groupBy, values }: SigmaFirstSeen,
  seen: Pick<SeenValue, 'group' | 'value'>,
): { readonly group: Readonly<Record<string, string>>; readonly values: Readonly<Record<string, string>> } {
  return { group: named(groupsOf(groupBy), seen.group), values: named(values, seen.value) };
}

function named(fields: readonly string[], texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field, index) => [field, texts[index] ?? '']));
}

function groupsOf(groupBy: readonly string[]): readonly string[] {
  return groupBy.length === 0 ? DEFAULT_GROUP : groupBy;
}

/** Prepares a rule with `first_seen`. An event that lacks one of the fields shows nothing. */
export function seenBy(rule: FirstSeenRule): SeenIn {
  const { timespan, learning, values } = rule.firstSeen;
  const groupBy = groupsOf(rule.firstSeen.groupBy);
  const [groupPaths, valuePaths] = [groupBy.map(fieldPath), values.map(fieldPath)];
  const base = { rule: rule.id, fields: [...groupBy, ...values], timespan, learning };
  const before = beforeGroup(base);
  return (event, derived) =>
    tuples(event, derived, groupPaths).flatMap((group) => {
      const groupText = `${before}${JSON.stringify(group)}]`;
      return tuples(event, derived, valuePaths).map((value) => ({
        ...base,
        group,
        value,
        keys: { group: groupText, value: JSON.stringify(value) },
      }));
    });
}

/** The texts by which states know a group, and a value within it. */
export function keysOf({ rule, fields, group, value }: Omit<SeenValue, 'keys'>): SeenValue['keys'] {
  return { group: `${beforeGroup({ rule, fields })}${JSON.stringify(group)}]`, value: JSON.stringify(value) };
}

/** The beginning of what is JSON of rule, fields and group together. */
function beforeGroup({ rule, fields }: Pick<SeenValue, 'rule' | 'fields'>): string {
  return `[${JSON.stringify(rule)},${JSON.stringify(fields)},`;
}

function tuples(event: unknown, derived: object, paths: readonly FieldPath[]): readonly (readonly string[])[] {
  return combinations(
    paths.map((path) => valuesAt(holderOf(path, event, derived), path)),
    MAX_EACH,
  );
}

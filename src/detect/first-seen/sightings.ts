import { combinations, valuesAt } from '../sigma/correlation/field-values.ts';
import { fieldPath } from '../sigma/fields.ts';
import type { FieldPath } from '../sigma/fields.ts';
import type { SigmaDetectionRule, SigmaFirstSeen, SigmaRule } from '../sigma/types.ts';
import { dayOf } from './judge.ts';
import type { Sighting } from './judge.ts';

/** Without `group-by` each account learns for itself: a new account must not make everything in it new. */
const DEFAULT_GROUP = ['trailbolt.account'];

/** Groups, and values within a group, that one event can bring where fields hold several values. */
const MAX_EACH = 16;

/** What an event shows of the values that a rule is about. */
export type SightingsOf = (
  event: unknown,
  record: { readonly id: string; readonly time: number },
) => readonly Sighting[];

export type FirstSeenRule = SigmaDetectionRule & { readonly firstSeen: SigmaFirstSeen };

export function hasFirstSeen(rule: SigmaRule): rule is FirstSeenRule {
  return 'firstSeen' in rule && rule.firstSeen !== undefined;
}

/** A sighting's group and value by the names of their fields. */
export function namedIn(
  { groupBy, values }: SigmaFirstSeen,
  sighting: Pick<Sighting, 'group' | 'value'>,
): { readonly group: Readonly<Record<string, string>>; readonly values: Readonly<Record<string, string>> } {
  return { group: named(groupsOf(groupBy), sighting.group), values: named(values, sighting.value) };
}

function named(fields: readonly string[], texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map((field, index) => [field, texts[index] ?? '']));
}

function groupsOf(groupBy: readonly string[]): readonly string[] {
  return groupBy.length === 0 ? DEFAULT_GROUP : groupBy;
}

/** Prepares a rule with `first_seen`. An event that lacks one of the fields shows nothing. */
export function sightingsOf(rule: FirstSeenRule): SightingsOf {
  const { timespan, learning, values } = rule.firstSeen;
  const groupBy = groupsOf(rule.firstSeen.groupBy);
  const [groupPaths, valuePaths] = [groupBy.map(fieldPath), values.map(fieldPath)];
  const base = { rule: rule.id, fields: [...groupBy, ...values], timespan, learning };
  return (event, { id, time }) =>
    tuples(event, groupPaths).flatMap((group) =>
      tuples(event, valuePaths).map((value) => ({ ...base, group, value, record: id, day: dayOf(time) })),
    );
}

function tuples(event: unknown, paths: readonly FieldPath[]): readonly (readonly string[])[] {
  return combinations(
    paths.map((path) => valuesAt(event, path)),
    MAX_EACH,
  );
}

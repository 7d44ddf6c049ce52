import type { Alert } from '../model/alert.ts';
import type { Case, CaseTarget } from '../model/case.ts';

/**
 * Most targets of a case. What the actor created has a bound of its own and outlasts what was only touched: it is what a
 * remedy has to reach.
 */
const BOUNDS = { created: 200, all: 50 } as const;

type Targets = Pick<Case, 'targets' | 'createdOmitted'>;

/**
 * The targets with an alert's merged in, newest first, and how many created ones are not listed.
 * @param fresh False where the alert's records were counted in before: then its resources are known, listed or not.
 */
export function extendTargets(it: Case, alert: Alert, fresh: boolean): Targets {
  const noted = alert.rule.level === 'informational' ? ({ noted: true } as const) : {};
  const named = [
    ...alert.records.flatMap((record) => record.targets.map((target) => ({ ...target, region: record.region }))),
    ...(alert.created ?? []),
  ].map((target): CaseTarget => ({ ...target, ...noted }));
  const all = mergeTargets([...named, ...it.targets]);
  const more = (it.createdOmitted ?? 0) + (fresh ? (alert.createdOmitted ?? 0) : 0);
  const next = boundTargets(all, more, BOUNDS.created);
  // A resource is created once. What comes again and finds no room is counted already.
  const known = createdOf(it.targets) + (it.createdOmitted ?? 0);
  return fresh ? next : counted(next.targets, Math.max(0, known - createdOf(next.targets)));
}

/** The targets of two cases, newest first as the first one has them. A resource that both know is one. */
export function joinTargets(one: Targets, other: Targets): Targets {
  const more = (one.createdOmitted ?? 0) + (other.createdOmitted ?? 0);
  return boundTargets(mergeTargets([...one.targets, ...other.targets]), more, BOUNDS.created);
}

/** The same with at most so many created ones, and without ARNs: for a case that would become too large. */
export function shrinkTargets(it: Targets, created: number): Targets {
  const bare = it.targets.map(({ arn: _arn, ...target }) => target);
  return boundTargets(bare, it.createdOmitted ?? 0, created);
}

function boundTargets(all: readonly CaseTarget[], more: number, most: number): Targets {
  const kept = new Set<CaseTarget>();
  // What a card is about is not pushed out by what tells nobody anything.
  for (const noted of [false, true]) {
    const same = all.filter((target) => (target.noted === true) === noted);
    const created = same.filter((target) => target.created === true).slice(0, most - createdOf([...kept]));
    for (const target of created) kept.add(target);
    const room = Math.max(0, Math.min(most, BOUNDS.all) - kept.size);
    for (const target of same.filter(({ created: is }) => is !== true).slice(0, room)) kept.add(target);
  }
  return counted(
    all.filter((target) => kept.has(target)),
    more + createdOf(all) - createdOf([...kept]),
  );
}

function counted(targets: readonly CaseTarget[], omitted: number): Targets {
  return { targets, ...(omitted === 0 ? {} : { createdOmitted: omitted }) };
}

function createdOf(targets: readonly CaseTarget[]): number {
  return targets.filter((target) => target.created === true).length;
}

/** One entry per resource and Region; that a record created it, its name, or that a card is about it, is never forgotten. */
function mergeTargets(targets: readonly CaseTarget[]): CaseTarget[] {
  const merged = new Map<string, CaseTarget>();
  for (const target of targets) {
    const key = `${target.type} ${target.region} ${target.id}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? target : mergeTwo(target, known));
  }
  return [...merged.values()];
}

function mergeTwo(older: CaseTarget, newer: CaseTarget): CaseTarget {
  const { noted: _noted, ...both } = { ...older, ...newer, ...(older.created === true ? { created: true } : {}) };
  return older.noted === true && newer.noted === true ? { ...both, noted: true } : both;
}

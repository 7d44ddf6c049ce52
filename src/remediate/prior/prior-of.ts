import type { Case, CaseTarget } from '../../model/case.ts';
import type { Sighting, StateKind } from '../../model/earlier-state.ts';
import type { Store } from '../../ports/store.ts';
import type { Action } from '../action.ts';
import { statesBefore } from './sightings.ts';

const OBJECT: Readonly<Record<StateKind, (target: Pick<CaseTarget, 'id' | 'region'>) => string>> = {
  'role-trust': ({ id }) => id,
  'event-selectors': ({ id, region }) => `${region}/${id}`,
};

/**
 * What the setting that an action restores was before the case's records changed it, newest first; all that is known of it
 * where no record did. Undefined where the action restores none.
 */
export async function priorOf(
  store: Store,
  it: Case,
  action: Action,
  target: CaseTarget,
): Promise<readonly Sighting[] | undefined> {
  if (action.restores === undefined) return undefined;
  const { kind, account, object } = {
    kind: action.restores,
    account: it.account,
    object: OBJECT[action.restores](target),
  };
  const changed = changedAt(it, action, target);
  const known = await statesBefore(store, { kind, account, object }, changed ?? Number.MAX_SAFE_INTEGER);
  return changed === undefined ? known : known.slice(0, 1);
}

/**
 * When the first of the case's records changed it. A case that no longer holds all of its records began with one of them:
 * what its actor set in between must not pass for what was there before.
 */
function changedAt(it: Case, { after = [] }: Action, target: CaseTarget): number | undefined {
  const times = it.records
    .filter(
      (record) =>
        record.errorCode === undefined &&
        after.includes(record.eventName) &&
        record.region === target.region &&
        record.targets.some(({ type, id }) => type === target.type && id === target.id),
    )
    .map(({ eventTime }) => Date.parse(eventTime));
  const dropped = it.count > it.records.length ? it.lines.map(({ firstAt }) => Date.parse(firstAt)) : [];
  // A split may have taken the first one of them elsewhere.
  const apart = it.since === undefined ? [] : [it.since];
  const all = [...times, ...dropped, ...apart].filter((time) => Number.isFinite(time));
  return all.length === 0 ? undefined : Math.min(...all);
}

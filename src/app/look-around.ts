import { summarise } from '../alert/summarise.ts';
import { caseKey } from '../cases/case-store.ts';
import { createOutbox } from '../cases/outbox.ts';
import { activityKey, activityOf, principalToAskFor } from '../enrich/activity.ts';
import type { Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import type { TrailHistory } from '../ports/trail-source.ts';
import { lookUp } from '../trail/lookup.ts';
import { hasTurn } from './turns.ts';

/**
 * What is looked at after an alert, and when, in milliseconds. What things are called is known at once, and again when a burst of
 * calls is over; the history is minutes behind, so it is asked once soon, and once for what is missing.
 */
const LOOKS = [
  { kind: 'names', after: 2_000 },
  { kind: 'look-around', after: 15_000 },
  { kind: 'names', after: 30_000 },
  { kind: 'look-around', after: 6 * 60_000 },
] as const;
/** A case that goes on is looked at again after this. */
const AGAIN_AFTER_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;
const KEPT_SECONDS = 90 * 24 * 60 * 60;

interface AskPorts {
  readonly store: Store;
  readonly timers: Timers;
  readonly clock: Clock;
}

/** Asks the worker to count what else the actor of a case does, and what its things are called. Often is as good as once. */
export async function askToLookAround({ store, timers, clock }: AskPorts, caseId: string): Promise<void> {
  const now = clock.now();
  const key: Key = { partition: `activity#${caseId}`, sort: 'asked' };
  const item = await store.get<number>(key);
  if (item !== undefined && now - item.value < AGAIN_AFTER_MS) return;
  const looks = LOOKS.map(({ kind, after }): Timer => ({
    id: `${kind}-${caseId}-${after}`,
    dueAt: now + after,
    kind,
    subject: caseId,
  }));
  const { ok } = await store.commit([
    {
      kind: 'put',
      key,
      value: now,
      if: item === undefined ? 'absent' : { version: item.version },
      expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    },
    ...looks.map((look) => timers.arm(look)),
  ]);
  if (ok) await Promise.all(looks.map((look) => timers.nudge(look)));
}

/** Asks the worker what the things of a case are called that has become about others: merged, or split off. */
export async function askForNames({ store, timers, clock }: AskPorts, caseId: string): Promise<void> {
  const dueAt = clock.now();
  const timer: Timer = { id: `names-${caseId}-${dueAt}`, dueAt, kind: 'names', subject: caseId };
  await store.commit([timers.arm(timer)]);
  await timers.nudge(timer);
}

export interface LookAroundPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly history: TrailHistory;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
}

/**
 * Counts what the actor of an open case did within the last hour, and has the card say so. Nothing is counted where Trailbolt
 * may not read, and in a storm: then there is no time for it.
 */
export async function lookAround(ports: LookAroundPorts, caseId: string): Promise<void> {
  const { store, clock, log } = ports;
  const it = (await store.get<Case>(caseKey(caseId)))?.value;
  if (it === undefined || it.hidden === true || it.status === 'closed') return;
  const policy = await ports.policy();
  const account = policy.accounts.find(({ id }) => id === it.account);
  const term = principalToAskFor(it.actor);
  if (account?.readRole === undefined || term === undefined) return;
  if (!(await hasTurn(ports, 'look-around', it.account))) {
    log.info('look-around.skipped', { case: caseId });
    return;
  }
  const now = clock.now();
  const found = await lookUp(
    { history: ports.history, summarise: (record) => summarise(record), now: () => clock.now() },
    { about: 'who', term, from: now - HOUR_MS, to: now, accounts: [it.account] },
    [account],
  );
  if (found.records.length === 0) return;
  await store.commit([
    {
      kind: 'put',
      key: activityKey(caseId),
      value: activityOf(found, now),
      if: 'any',
      expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
    },
    createOutbox(() => now).card(it),
  ]);
}

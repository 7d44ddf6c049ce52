import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import type { Spending } from '../model/spending.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';

const HOUR_MS = 60 * 60_000;
/** Refunds lose races to runs that begin; each reads again. */
const TRIES = 20;

/** The runs that began within the last hour, oldest first. */
interface Spent {
  readonly runs: readonly { readonly id: string; readonly at: number }[];
}

/** What a run counts against, with how much of it there is. */
interface Line {
  readonly key: Key;
  readonly limit: number;
  readonly code: 'budget.person' | 'budget.account' | 'budget.actor' | 'budget.emergency';
  /** Whose budget it is, in words. */
  readonly of: string;
}

/** The writes that count the run, for the commit that lets it begin; or why it may not. */
export type Charge =
  | { readonly allow: true; readonly writes: readonly Write[] }
  | { readonly allow: false; readonly code: Line['code']; readonly reason: string };

/**
 * Counts a run against the budgets of the last hour. A run that is counted already is not counted twice. Commit the writes
 * with what lets the run begin: of two at once, only as many begin as there is budget for.
 *
 * @param now Unix milliseconds.
 */
export async function chargeRun(store: Store, policy: Policy, spending: Spending, now: number): Promise<Charge> {
  const writes: Write[] = [];
  for (const line of linesOf(policy, spending)) {
    const item = await store.get<Spent>(line.key);
    const runs = recent(item, now);
    if (runs.some((run) => run.id === spending.runId)) continue;
    if (runs.length >= line.limit) return { allow: false, code: line.code, reason: usedUp(line, runs, now) };
    writes.push(written(line.key, item, [...runs, { id: spending.runId, at: now }], now));
  }
  return { allow: true, writes };
}

/**
 * Gives back what a run was counted for that did nothing. Doing it twice changes nothing.
 * @throws TrailboltError `budget.contended`.
 */
export async function refundRun(store: Store, policy: Policy, spending: Spending, now: number): Promise<void> {
  for (const { key } of linesOf(policy, spending)) await refund(store, key, spending.runId, now);
}

/** How many runs began within the last hour, in each account that had any. */
export async function spentIn(
  store: Store,
  kind: 'people' | 'automations',
  account: string,
  now: number,
): Promise<number> {
  return recent(await store.get<Spent>(accountKey(kind, account)), now).length;
}

async function refund(store: Store, key: Key, runId: string, now: number): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await store.get<Spent>(key);
    const runs = recent(item, now);
    const rest = runs.filter((run) => run.id !== runId);
    if (rest.length === runs.length) return;
    if ((await store.commit([written(key, item, rest, now)])).ok) return;
  }
  throw new TrailboltError('budget.contended', 'The budget is changing too fast; try again.');
}

function linesOf(policy: Policy, spending: Spending): readonly Line[] {
  const { kind, actor, account } = spending;
  if (kind === 'emergency') {
    const limit = policy.breakGlass?.perHour ?? 0;
    return [{ key: keyOf(kind, 'all'), limit, code: 'budget.emergency', of: 'emergencies' }];
  }
  const budget = policy.budgets[kind];
  return [
    {
      // An ARN may be longer than a key.
      key: keyOf(kind, `actor#${createHash('sha256').update(actor).digest('hex')}`),
      limit: budget.perActor,
      code: kind === 'people' ? 'budget.person' : 'budget.actor',
      of: kind === 'people' ? 'the person who asked' : 'automations against this actor',
    },
    {
      key: accountKey(kind, account),
      limit: budget.perAccount,
      code: 'budget.account',
      of: `${kind === 'people' ? 'people' : 'automations'} in account ${account}`,
    },
  ];
}

function accountKey(kind: Spending['kind'], account: string): Key {
  return keyOf(kind, `account#${account}`);
}

function keyOf(kind: Spending['kind'], sort: string): Key {
  return { partition: `budget#${kind}`, sort };
}

function recent(item: Item<Spent> | undefined, now: number): Spent['runs'] {
  return (item?.value.runs ?? []).filter((run) => run.at > now - HOUR_MS);
}

function written(key: Key, item: Item<Spent> | undefined, runs: Spent['runs'], now: number): Write {
  return {
    kind: 'put',
    key,
    value: { runs } satisfies Spent,
    if: item === undefined ? 'absent' : { version: item.version },
    expiresAt: Math.floor((now + 2 * HOUR_MS) / 1000),
  };
}

function usedUp({ limit, of }: Line, runs: Spent['runs'], now: number): string {
  if (limit === 0) return `The policy has no budget of runs for ${of}.`;
  // With so many gone by that there is room for one again.
  const next = runs[runs.length - limit]?.at ?? now;
  const minutes = Math.max(1, Math.ceil((next + HOUR_MS - now) / 60_000));
  const many = limit === 1 ? 'one run' : `${limit} runs`;
  return `The budget of ${many} an hour for ${of} is used up; the next may begin in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

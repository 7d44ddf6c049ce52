import { describeError, isRefusal } from '../../errors.ts';
import type { StateSeen } from '../../model/earlier-state.ts';
import type { GuardedAccount, Policy } from '../../model/policy.ts';
import type { Aws } from '../../ports/aws.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Item, Key, Store } from '../../ports/store.ts';
import { readRoles, readTrails, SNAPSHOT_READS } from './snapshot-reads.ts';
import { rememberState } from './sightings.ts';

/** Between two snapshots of an account, and until the next try where one was refused, in milliseconds. */
const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
/** How long whoever took an account on has it for himself, in milliseconds. */
const CLAIM_MS = 5 * 60_000;
/** Pages of roles in one go, a hundred each; the next tick goes on. */
const PAGES = 5;
/** Roles of an account that are looked at; an account has a thousand unless AWS was asked for more. */
const MOST_ROLES = 10_000;

/** Where the snapshot of an account stands. */
interface Progress {
  /** Nobody else goes on before this. */
  readonly claimedUntil: number;
  /** The next snapshot begins then; absent while one is being taken. */
  readonly nextAt?: number;
  readonly marker?: string;
  readonly roles: number;
}

export interface SnapshotPorts {
  readonly store: Store;
  readonly aws: Aws;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Once a day, account by account, reads what a call can replace as a whole: trust policies of roles, event selectors of
 * trails. Does a part of it, of one account, and remembers where it stopped; the next call goes on. What goes wrong with one
 * account keeps no other from its turn.
 * @throws TrailboltError of the store where another try may succeed.
 */
export async function takeSnapshots(ports: SnapshotPorts, policy: Policy): Promise<void> {
  for (const account of policy.accounts) {
    if (account.readRole === undefined) continue;
    const claimed = await claim(ports, account.id);
    if (claimed === undefined) continue;
    try {
      return await goOn(ports, account, claimed);
    } catch (error) {
      // What another try may mend is tried again when the claim has run out.
      ports.log.warn('snapshot.failed', { account: account.id, error: describeError(error) });
      if (isRefusal(error))
        await write(ports, account.id, claimed, { claimedUntil: 0, nextAt: ports.clock.now() + HOUR_MS, roles: 0 });
    }
  }
}

function keyOf(account: string): Key {
  return { partition: 'snapshots', sort: account };
}

/** Takes the account on, unless it is not its time or somebody else has. */
async function claim({ store, clock }: SnapshotPorts, account: string): Promise<Item<Progress> | undefined> {
  const now = clock.now();
  const item = await store.get<Progress>(keyOf(account));
  if (item !== undefined && (item.value.claimedUntil > now || (item.value.nextAt ?? 0) > now)) return undefined;
  const { marker, roles = 0, nextAt } = item?.value ?? {};
  const value: Progress = {
    claimedUntil: now + CLAIM_MS,
    roles: nextAt === undefined ? roles : 0,
    ...(marker === undefined || nextAt !== undefined ? {} : { marker }),
  };
  const commit = await store.commit([
    { kind: 'put', key: keyOf(account), value, if: item === undefined ? 'absent' : { version: item.version } },
  ]);
  return commit.ok ? store.get<Progress>(keyOf(account)) : undefined;
}

async function write({ store }: SnapshotPorts, account: string, claimed: Item<Progress>, value: Progress) {
  await store.commit([{ kind: 'put', key: keyOf(account), value, if: { version: claimed.version } }]);
}

async function goOn(ports: SnapshotPorts, account: GuardedAccount, claimed: Item<Progress>): Promise<void> {
  const { aws, clock } = ports;
  let { marker, roles } = claimed.value;
  const session = await aws.reader(account.id, account.regions[0] ?? 'us-east-1', SNAPSHOT_READS);
  for (let page = 0; page < PAGES; page += 1) {
    const read = await readRoles(session, marker, clock.now());
    await keep(ports, read.seen);
    roles += read.seen.length;
    marker = read.next;
    if (marker === undefined || roles >= MOST_ROLES) break;
  }
  if (marker !== undefined && roles < MOST_ROLES) {
    await write(ports, account.id, claimed, { claimedUntil: 0, marker, roles });
    return;
  }
  let trails = 0;
  for (const region of account.regions) {
    const there = await aws.reader(account.id, region, SNAPSHOT_READS);
    const seen = await readTrails(there, clock.now());
    await keep(ports, seen);
    trails += seen.length;
  }
  await write(ports, account.id, claimed, { claimedUntil: 0, nextAt: clock.now() + DAY_MS, roles });
  ports.log.info('snapshot.taken', { account: account.id, roles, trails, whole: marker === undefined });
}

async function keep({ store, clock, log }: SnapshotPorts, all: readonly StateSeen[]): Promise<void> {
  const kept = await Promise.all(all.map((seen) => rememberState(store, seen, clock.now())));
  const lost = kept.filter((one) => !one).length;
  if (lost > 0) log.warn('snapshot.not-kept', { objects: lost });
}

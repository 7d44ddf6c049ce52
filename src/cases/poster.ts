import type { Case } from '../model/case.ts';
import type { Item } from '../ports/store.ts';
import { caseKey } from './case-store.ts';
import { ChannelLease } from './channel-lease.ts';
import { deliver, standing, tagOf } from './deliver.ts';
import { deliverDigest } from './digest.ts';
import { heldFrom, heldMessage, type HeldCase } from './held-cases.ts';
import { isAwaited, outboxPartition, type OutboxEntry } from './outbox.ts';
import type { PosterPorts, Turn } from './poster-ports.ts';
import { caseTag, readPosted } from './posted.ts';
import { bringCard, setBack } from './setback.ts';
import { StormWatch } from './storm.ts';
import { tellFlow } from './trouble.ts';
import { takeUpdate, updateIn } from './update-pace.ts';

export interface Drained {
  /** Entries are left: come back after so many milliseconds. Absent: nothing is left, or another poster is at it. */
  readonly againInMs?: number;
}

/**
 * Posts what waits for a channel, most severe first, inside Slack's limits, until nothing is left or `deadline` (Unix
 * ms). An entry leaves the outbox only after Slack has said that it took the message, or for the digest of a storm.
 */
export async function drainOutbox(ports: PosterPorts, channel: string, deadline: number): Promise<Drained> {
  // Most channels are quiet: nothing is written for them.
  if ((await ports.store.list<OutboxEntry>(outboxPartition(channel), { limit: 1 })).items.length === 0) return {};
  for (;;) {
    const lease = await ChannelLease.take(ports.store, ports.clock, channel);
    if (lease === undefined) return {};
    let drained: Drained;
    try {
      const { storm } = await ports.policy();
      const watch = await StormWatch.read(ports.store, ports.clock, channel, storm);
      drained = await drainHolding({ ports, lease, channel, watch }, deadline);
    } finally {
      await lease.release();
    }
    if (drained.againInMs !== undefined) return drained;
    // What was queued between our last look and the release saw the lease taken and left it to us.
    const late = await ports.store.list<OutboxEntry>(outboxPartition(channel), { limit: 1 });
    if (late.items.length === 0 || ports.clock.now() >= deadline)
      return late.items.length === 0 ? {} : { againInMs: 1000 };
  }
}

/** Entries that wait for something else than their turn, with the time when they may go on. */
type Later = Map<string, number>;

async function drainHolding(turn: Turn, deadline: number): Promise<Drained> {
  const { ports, lease } = turn;
  const later: Later = new Map();
  for (;;) {
    const { entry, waitMs } = await nextEntry(turn, later);
    if (entry === undefined) return waitMs === undefined ? {} : { againInMs: Math.max(500, waitMs) };
    // What takes no turn takes time as well: a storm of thousands must not outlast the function.
    if (ports.clock.now() >= deadline) return { againInMs: 500 };
    const posted = await standing(ports.store, entry.value, turn.channel);
    const first = isCard(entry.value) && posted === undefined;
    if (first && (await heldBack(turn, entry))) continue;
    if (await hangsInTheAir(ports, entry.value)) {
      later.set(entry.sort, Number.POSITIVE_INFINITY);
      await bringCard(ports.store, entry.value);
      continue;
    }
    const updates = posted?.ref !== undefined;
    const updateMs = updates ? await updateIn(ports.store, ports.clock, isAwaited(entry)) : 0;
    if (updateMs > 0) {
      later.set(entry.sort, ports.clock.now() + updateMs);
      continue;
    }
    const given = await lease.reserve(deadline);
    if (given === undefined) return { againInMs: 1000 };
    if (!given.taken) return { againInMs: Math.max(500, given.waitMs) };
    if (given.waitMs > 0) await new Promise((resolve) => setTimeout(resolve, given.waitMs));
    // Only now, when nothing can keep it from being used, is the turn of an update taken.
    const lateMs = updates ? await takeUpdate(ports.store, ports.clock, isAwaited(entry)) : 0;
    if (lateMs > 0) later.set(entry.sort, ports.clock.now() + lateMs);
    else await attempt(turn, entry, { first, updates }, later);
  }
}

async function attempt(
  turn: Turn,
  entry: Item<OutboxEntry>,
  { first, updates }: { readonly first: boolean; readonly updates: boolean },
  later: Later,
): Promise<void> {
  const { ports, lease, channel } = turn;
  const { store } = ports;
  try {
    if (entry.value.kind === 'digest') {
      await deliverDigest(turn, entry);
    } else {
      await deliver(ports, lease, channel, entry.value);
      // Written again meanwhile: the condition fails, and the newer entry stays to be posted.
      await store.commit([{ kind: 'delete', key: entry, if: { version: entry.version } }]);
      if (first) await noteCard(turn, entry.value);
    }
    const stall = await lease.flows(!updates);
    if (stall !== undefined) await tellFlow(turn, stall);
    if (entry.value.kind === 'card')
      for (const [sort, at] of later) if (at === Number.POSITIVE_INFINITY) later.delete(sort);
  } catch (error) {
    await setBack(turn, entry, error);
  }
}

/** A message for the thread of a card that is not there yet: no turn is spent on it. */
async function hangsInTheAir({ store }: PosterPorts, { kind, caseId }: OutboxEntry): Promise<boolean> {
  return kind !== 'card' && caseId !== undefined && (await readPosted(store, caseTag(caseId)))?.value.ref === undefined;
}

/** What a channel is flooded with: cards, and messages from others that stand for themselves. */
function isCard(entry: OutboxEntry): boolean {
  return entry.kind === 'card' || (entry.kind === 'plain' && entry.about !== undefined);
}

/** True where a storm keeps the entry out of the channel: then it is in the digest now. */
async function heldBack(turn: Turn, entry: Item<OutboxEntry>): Promise<boolean> {
  const { ports, watch } = turn;
  if (isAwaited(entry)) return false;
  const held = await summaryOf(ports, entry.value);
  if (held === undefined || watch.admits(held.level)) return false;
  await watch.hold(entry, held);
  return true;
}

/** Counts a card that was posted for the first time, for the bounds of the channel and the digest. */
async function noteCard({ ports, watch, channel }: Turn, entry: OutboxEntry): Promise<void> {
  const card = await summaryOf(ports, entry);
  if (card === undefined) return;
  const { caseId, level, actor, lines } = card;
  const link = watch.storm === undefined ? undefined : await linkTo(ports, channel, entry);
  const title = lines[0]?.title ?? 'Suspicious activity';
  await watch.posted({ caseId, level, title, actor: actor.name, ...(link === undefined ? {} : { link }) });
}

async function summaryOf({ store, clock }: PosterPorts, entry: OutboxEntry): Promise<HeldCase | undefined> {
  if (entry.kind !== 'card') return heldMessage(entry, clock.now());
  const it = (await store.get<Case>(caseKey(entry.id)))?.value;
  return it === undefined ? undefined : heldFrom(it);
}

async function linkTo(ports: PosterPorts, channel: string, entry: OutboxEntry): Promise<string | undefined> {
  const ref = (await readPosted(ports.store, tagOf(entry)))?.value.ref;
  // A digest without this link is better than none.
  return ref === undefined
    ? undefined
    : ports.chat.permalink(ref).catch((error: unknown) => {
        ports.log.error('outbox.no-link', error, { channel, entry: entry.id });
        return undefined;
      });
}

/** The first entry that may be posted now; where there is none, how long until one may be. */
async function nextEntry(
  { ports, channel }: Turn,
  later: Later,
): Promise<{ readonly entry?: Item<OutboxEntry>; readonly waitMs?: number }> {
  const now = ports.clock.now();
  let soonest = Number.POSITIVE_INFINITY;
  let after: string | undefined;
  do {
    const page = await ports.store.list<OutboxEntry>(outboxPartition(channel), {
      limit: 25,
      ...(after === undefined ? {} : { after }),
    });
    for (const item of page.items) {
      const at = Math.max(item.value.notBefore ?? 0, later.get(item.sort) ?? 0);
      if (at <= now) return { entry: item };
      soonest = Math.min(soonest, at);
    }
    after = page.next;
  } while (after !== undefined);
  return Number.isFinite(soonest) ? { waitMs: soonest - now } : {};
}

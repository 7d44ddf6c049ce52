import { TrailboltError } from '../errors.ts';
import type { Alert, RecordReference } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import { levelRank } from '../model/level.ts';
import type { Clock } from '../ports/clock.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import type { Mute } from '../model/mute.ts';
import { announcements, type AnnouncePorts } from './announce.ts';
import { blindedWrite } from './blinded.ts';
import { caseWrites, newCaseWrites } from './case-index.ts';
import { SEEN_SECONDS, seenKey, standingIfAny, type Seen } from './case-store.ts';
import { extendCase, freshCase } from './extend-case.ts';
import { muteOf } from './mutes.ts';
import { caseFor, openUntil, pointAfter, pointerWrite, readPointer } from './open-case.ts';
import { createOutbox } from './outbox.ts';
import type { KnownRecord } from './tally.ts';

/** Records counted per commit; at most eleven more writes go with them, inside the store's limit. */
const CHUNK = 80;
/** A storm of one actor is many writers at one case. Together with the pauses about ten seconds: then SNS tries again. */
const TRIES = 40;
const PAUSE_MS = { base: 20, cap: 600 } as const;

export interface Recorded {
  readonly caseId: string;
  readonly channel: string;
  /** Records that were counted now; 0 for a redelivery. */
  readonly counted: number;
}

export interface CasesPorts extends AnnouncePorts {
  readonly clock: Clock;
  /** The writes that call people to a critical case that nobody acknowledges. Absent: nobody is called. */
  alarm?(it: Case): readonly Write[];
  /** The mutes that hold now. Absent: none. */
  mutes?(): Promise<readonly Mute[]>;
}

/**
 * Opens or extends the case of an alert. `(account, eventID)` counts once: what is remembered, the case and its outbox
 * entry change in one commit, so a crash or a duplicate at any point changes nothing twice.
 * @throws TrailboltError `case.contended` when other writers win forty times in a row; nothing is half-done then.
 */
export async function recordAlert(ports: CasesPorts, alert: Alert): Promise<Recorded> {
  // One key must not be written twice in a commit, whatever the message says.
  const references = [...new Map(alert.references.map((reference) => [reference.eventID, reference])).values()];
  // By Sigma's specification, informational rules are for enrichment and raise no alert of their own.
  const muted =
    alert.rule.level === 'informational' ||
    muteOf(alert, (await ports.mutes?.()) ?? [], ports.clock.now()) !== undefined;
  let result: (Recorded & { readonly toCase: number }) | undefined;
  for (let start = 0; start < references.length; start += CHUNK) {
    const again = (result?.toCase ?? 0) > 0;
    const chunk = await recordChunk(ports, alert, references.slice(start, start + CHUNK), { again, muted });
    result = {
      ...chunk,
      counted: chunk.counted + (result?.counted ?? 0),
      toCase: chunk.toCase + (result?.toCase ?? 0),
    };
  }
  if (result === undefined) throw new TrailboltError('alert.empty', `Alert ${alert.id} names no record.`);
  return { caseId: result.caseId, channel: result.channel, counted: result.counted };
}

/** @param how `again`: an earlier chunk of the same alert brought the case something new; `muted`: nobody is to be told. */
async function recordChunk(
  ports: CasesPorts,
  alert: Alert,
  references: readonly RecordReference[],
  how: { readonly again: boolean; readonly muted: boolean },
): Promise<Recorded & { readonly toCase: number }> {
  const { store, clock } = ports;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await pause(attempt);
    const seen = await Promise.all(
      references.map((reference) => store.get<Seen>(seenKey(alert.account, reference.eventID))),
    );
    const fresh = references
      .map((reference, index) => ({ reference, seen: seen[index] }))
      .filter((entry) => entry.seen?.value.rules.includes(alert.rule.id) !== true);
    const now = clock.now();
    const current = await currentCase(ports, alert, now);
    if (fresh.length === 0) return { ...(await countedBefore(store, seen[0]?.value, current.it)), toCase: 0 };

    const toCase = fresh.filter((entry) => entry.seen === undefined).length;
    const before = fresh.flatMap((entry) => (entry.seen === undefined ? [] : [knownFrom(entry.seen.value)]));
    const extended = {
      ...extendCase(current.it, alert, { toCase, toLine: fresh.length, again: how.again, known: before }, now),
      openUntil: openUntil(now),
    };
    const next = how.muted ? asMuted(extended, current) : asNews(extended, current, now);
    const expiresAt = Math.floor(now / 1000) + SEEN_SECONDS;
    const outbox = createOutbox(() => now);
    const writes: Write[] = fresh.map(({ reference, seen: known }): Write => ({
      kind: 'put',
      key: seenKey(alert.account, reference.eventID),
      value: rememberedAs(reference, known?.value, alert.rule.id, next.id),
      if: known === undefined ? 'absent' : { version: known.version },
      expiresAt,
    }));
    writes.push(
      ...(current.item === undefined ? newCaseWrites(next) : caseWrites(current.item, next)),
      current.point(next, now),
      ...blindedWrite(alert.rule, next, now),
      ...(next.hidden === true ? [] : [outbox.card(next)]),
      ...(how.muted ? [] : await announcements(ports, alert, { before: current.item?.value, next, now })),
      ...(next.criticalAt === now ? (ports.alarm?.(next) ?? []) : []),
    );
    const commit = await store.commit(writes);
    if (commit.ok) return { caseId: next.id, channel: next.channel, counted: fresh.length, toCase };
  }
  throw new TrailboltError('case.contended', `The case of alert ${alert.id} is changing too fast to extend it now.`);
}

/** A case that only muted alerts have made has no card; one that people have seen goes on as it was. */
function asMuted(next: Case, current: Current): Case {
  return current.item === undefined ? { ...next, hidden: true } : next;
}

/** Something new that is not muted: it is shown. What was closed, or acknowledged while it was milder, is open again. */
function asNews({ hidden: _shown, ...next }: Case, { it, item }: Current, now: number): Case {
  const opens = it.status === 'closed' || levelRank(next.level) > levelRank(it.level);
  // A case that mutes have hidden has called nobody yet.
  const calls = next.level === 'critical' && (opens || item === undefined || it.hidden === true);
  return { ...next, ...(opens ? { status: 'open' } : {}), ...(calls ? { criticalAt: now } : {}) };
}

interface Current {
  readonly it: Case;
  readonly item: Item<Case> | undefined;
  /** The write by which the actor's alerts find the case. */
  point(next: Case, now: number): Write;
}

async function currentCase(ports: CasesPorts, alert: Alert, now: number): Promise<Current> {
  const { store, clock } = ports;
  const { account, actor, rule } = alert;
  const pointer = await readPointer(store, account, actor.root.id);
  const { item, split } = await caseFor(store, pointer, rule.id, now);
  return {
    it: item?.value ?? freshCase(clock.id().slice(0, 10), await ports.channelFor(alert), alert, now),
    item,
    point: (next, at) =>
      pointerWrite(pointer, pointAfter(pointer, rule.id, next, split), next.actors !== undefined, at),
  };
}

/** Where records are that were all counted before: what has been merged since is followed. */
async function countedBefore(
  store: Store,
  seen: Seen | undefined,
  current: Case,
): Promise<Pick<Recorded, 'caseId' | 'channel' | 'counted'>> {
  const before =
    seen === undefined || seen.caseId === current.id ? undefined : (await standingIfAny(store, seen.caseId))?.value;
  const { id, channel } = before ?? { id: seen?.caseId ?? current.id, channel: current.channel };
  return { caseId: id, channel, counted: 0 };
}

function knownFrom(seen: Seen): KnownRecord {
  return { rules: seen.rules, on: placesOf(seen) };
}

function placesOf({ rules, caseId, on = rules.map(() => caseId) }: Seen): readonly string[] {
  return on;
}

function rememberedAs(reference: RecordReference, known: Seen | undefined, rule: string, caseId: string): Seen {
  return {
    rules: [...(known?.rules ?? []), rule],
    caseId,
    on: [...(known === undefined ? [] : placesOf(known)), caseId],
    source: reference.source,
    ...(reference.bucket === undefined ? {} : { bucket: reference.bucket }),
    ...(reference.key === undefined ? {} : { key: reference.key }),
  };
}

/** Losers of a race come back at different times. */
async function pause(attempt: number): Promise<void> {
  const longest = Math.min(PAUSE_MS.cap, PAUSE_MS.base * 2 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
}

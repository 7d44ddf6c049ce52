import { createHash } from 'node:crypto';
import { describeError, TrailboltError } from '../errors.ts';
import type { Chat, ChatMessage, MessageRef, MessageTag } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Item, Store } from '../ports/store.ts';
import { ChannelLease } from './channel-lease.ts';
import { outboxPartition, type OutboxEntry } from './outbox.ts';
import { caseTag, forgetPosted, noteTag, plainTag, readPosted, requestTag, writePosted } from './posted.ts';

/** A message that Slack finds wrong so often, even without its blocks, is set aside with the reason. */
const TRIES = 8;
/** After an unknown outcome a message may yet appear: searching sooner could miss it and post it twice, in milliseconds. */
const APPEARING_MS = 12_000;
/** Slack's own clock and ours may differ by this much when a message of unknown outcome is searched. */
const SEARCH_SLACK_MS = 60_000;

export interface PosterPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  /** The newest state as a message; undefined when there is nothing to show any more. */
  render(kind: 'card' | 'request', id: string): Promise<ChatMessage | undefined>;
}

export interface Drained {
  /** Entries are left: come back after so many milliseconds. Absent: nothing is left, or another poster is at it. */
  readonly againInMs?: number;
}

/**
 * Posts what waits for a channel, most severe first, inside Slack's limits, until nothing is left or `deadline` (Unix
 * ms). An entry leaves the outbox only after Slack has said that it took the message.
 */
export async function drainOutbox(ports: PosterPorts, channel: string, deadline: number): Promise<Drained> {
  for (;;) {
    const lease = await ChannelLease.take(ports.store, ports.clock, channel);
    if (lease === undefined) return {};
    let drained: Drained;
    try {
      drained = await drainHolding(ports, lease, channel, deadline);
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

async function drainHolding(
  ports: PosterPorts,
  lease: ChannelLease,
  channel: string,
  deadline: number,
): Promise<Drained> {
  // Entries of cases that have no card yet: the card's own entry says when to come back.
  const orphans = new Set<string>();
  for (;;) {
    const { entry, waitMs } = await nextEntry(ports, channel, orphans);
    if (entry === undefined) return waitMs === undefined ? {} : { againInMs: Math.max(500, waitMs) };
    const turn = await lease.reserve(deadline);
    if (turn === undefined) return { againInMs: 1000 };
    if (!turn.taken) return { againInMs: Math.max(500, turn.waitMs) };
    if (turn.waitMs > 0) await new Promise((resolve) => setTimeout(resolve, turn.waitMs));
    try {
      await deliver(ports, lease, channel, entry.value);
      // Written again meanwhile: the condition fails, and the newer entry stays to be posted.
      await ports.store.commit([{ kind: 'delete', key: entry, if: { version: entry.version } }]);
      if (entry.value.kind === 'card') orphans.clear();
    } catch (error) {
      if (error instanceof TrailboltError && error.code === 'outbox.no-card') orphans.add(entry.sort);
      else await postpone(ports, lease, channel, entry, error);
    }
  }
}

/** The first entry that may be posted now; where there is none, how long until one may be. */
async function nextEntry(
  ports: PosterPorts,
  channel: string,
  orphans: ReadonlySet<string>,
): Promise<{ readonly entry?: Item<OutboxEntry>; readonly waitMs?: number }> {
  const now = ports.clock.now();
  let soonest = Number.POSITIVE_INFINITY;
  let after: string | undefined;
  do {
    const page = await ports.store.list<OutboxEntry>(outboxPartition(channel), {
      limit: 25,
      ...(after === undefined ? {} : { after }),
    });
    const waiting = page.items.filter((item) => !orphans.has(item.sort));
    const entry = waiting.find((item) => (item.value.notBefore ?? 0) <= now);
    if (entry !== undefined) return { entry };
    soonest = Math.min(soonest, ...waiting.map((item) => item.value.notBefore ?? 0));
    after = page.next;
  } while (after !== undefined);
  return Number.isFinite(soonest) ? { waitMs: soonest - now } : {};
}

async function deliver(ports: PosterPorts, lease: ChannelLease, channel: string, entry: OutboxEntry): Promise<void> {
  const whole =
    entry.kind === 'card' || entry.kind === 'request' ? await ports.render(entry.kind, entry.id) : entry.message;
  if (whole === undefined) return;
  const message = entry.textOnly === true ? { ...whole, blocks: [] } : whole;
  const tag = tagOf(entry);
  const thread = entry.kind === 'card' || entry.caseId === undefined ? undefined : await parentOf(ports, entry.caseId);
  const digest = createHash('sha256').update(JSON.stringify(message)).digest('hex');

  const posted = await readPosted(ports.store, tag);
  const ref =
    posted?.value.ref ??
    (posted === undefined
      ? undefined
      : await ports.chat.find(posted.value.channel, tag, {
          since: posted.value.attemptedAt - SEARCH_SLACK_MS,
          ...(thread === undefined ? {} : { thread }),
        }));
  if (ref !== undefined) {
    if (posted?.value.digest === digest) return;
    if (await updated(ports, ref, message, tag)) {
      await writePosted(ports.store, tag, {
        channel: ref.channel,
        attemptedAt: posted?.value.attemptedAt ?? ports.clock.now(),
        ref,
        digest,
      });
      return;
    }
  }
  // Searching and updating may have taken longer than the lease: then another poster may be at this very entry.
  if (!(await lease.renew()))
    throw new TrailboltError('outbox.lease-lost', `The lease of channel ${channel} was lost.`);
  // Written before the call: whoever finds it without a ref knows that the outcome must be looked up first.
  await writePosted(ports.store, tag, { channel, attemptedAt: ports.clock.now() });
  const fresh = await ports.chat
    .post(channel, message, {
      tag,
      ...(thread === undefined ? {} : { thread }),
      broadcast: entry.kind === 'note' && entry.broadcast === true,
    })
    .catch(async (error: unknown) => {
      // A clear no needs no search: only an unknown outcome does.
      if (!(error instanceof TrailboltError) || error.code !== 'chat.unknown-outcome')
        await forgetPosted(ports.store, tag);
      throw error;
    });
  await writePosted(ports.store, tag, { channel, attemptedAt: ports.clock.now(), ref: fresh, digest });
}

/** Slack's words for a message that cannot be changed any more; its channel may well be there. */
const MESSAGE_GONE: ReadonlySet<unknown> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/**
 * False when the message is gone from Slack: it is posted anew then, a card must not be lost by a slip of the hand. While
 * its channel is archived or closed to us the message still stands there, and a second one would be one too many.
 */
async function updated(ports: PosterPorts, ref: MessageRef, message: ChatMessage, tag: MessageTag): Promise<boolean> {
  try {
    await ports.chat.update(ref, message, tag);
    return true;
  } catch (error) {
    if (error instanceof TrailboltError && MESSAGE_GONE.has(error.details['slackError'])) {
      await forgetPosted(ports.store, tag);
      return false;
    }
    throw error;
  }
}

function tagOf(entry: OutboxEntry): MessageTag {
  switch (entry.kind) {
    case 'card':
      return caseTag(entry.id);
    case 'request':
      return requestTag(entry.id);
    case 'note':
      return noteTag(entry.id);
    case 'plain':
      return plainTag(entry.id);
  }
}

/** The case's card, on whose thread everything else hangs. */
async function parentOf(ports: PosterPorts, caseId: string): Promise<string> {
  const parent = await readPosted(ports.store, caseTag(caseId));
  if (parent?.value.ref === undefined) {
    throw new TrailboltError('outbox.no-card', `Case ${caseId} has no card yet.`);
  }
  return parent.value.ref.ts;
}

/** Slack's words for a message that is wrong in itself: only these are ever given up, and not before plain text fails. */
const WRONG_MESSAGE =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_arguments|metadata_too_large)/;

async function postpone(
  ports: PosterPorts,
  lease: ChannelLease,
  channel: string,
  entry: Item<OutboxEntry>,
  error: unknown,
): Promise<void> {
  const failure = error instanceof TrailboltError ? error : undefined;
  if (failure?.code === 'chat.rate-limited') {
    const seconds = Number(failure.details['retryAfterSeconds'] ?? 1);
    await lease.pause(seconds);
    ports.log.warn('outbox.rate-limited', { channel, seconds });
    return;
  }
  const attempts = (entry.value.attempts ?? 0) + 1;
  ports.log.error('outbox.failed', error, { channel, entry: entry.sort, attempts });
  const wrong = failure?.code === 'chat.refused' && WRONG_MESSAGE.test(String(failure.details['slackError']));
  if (wrong && attempts >= TRIES) return setAside(ports, channel, entry, error);
  // A wrong message is tried at once as plain text: a card without its looks is better than none. Anything else (a token,
  // a scope, a channel, Slack itself) comes back some day and is tried for ever, at most every two minutes.
  const delay = wrong && entry.value.textOnly !== true ? 0 : Math.min(120_000, 1000 * 2 ** attempts);
  const value: OutboxEntry = {
    ...entry.value,
    attempts,
    notBefore: ports.clock.now() + (failure?.code === 'chat.unknown-outcome' ? Math.max(delay, APPEARING_MS) : delay),
    ...(wrong ? { textOnly: true } : {}),
  };
  await ports.store.commit([{ kind: 'put', key: entry, value, if: { version: entry.version } }]);
}

/** For people to look at: the reason stands beside it, and the log says so. */
async function setAside(ports: PosterPorts, channel: string, entry: Item<OutboxEntry>, error: unknown): Promise<void> {
  ports.log.error('outbox.set-aside', error, { channel, entry: entry.sort });
  await ports.store.commit([
    { kind: 'delete', key: entry, if: { version: entry.version } },
    {
      kind: 'put',
      key: { partition: 'outbox-dead', sort: `${channel}#${entry.sort}` },
      value: { entry: entry.value, reason: describeError(error) },
      if: 'any',
    },
  ]);
}

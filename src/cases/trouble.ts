import { channelClosed, channelOpen, slackBack, waitingElsewhere } from '../../blocks/channel-note.ts';
import type { Case } from '../model/case.ts';
import type { Write } from '../ports/store.ts';
import { caseKey } from './case-store.ts';
import type { ChannelStall } from './channel-lease.ts';
import { createOutbox, outboxPartition, outboxRank, type OutboxEntry } from './outbox.ts';
import type { Turn } from './poster-ports.ts';
import { moveOut } from './move-out.ts';
import { channelsOf } from './route-alert.ts';

/** Slack's silence is told of when it lasted longer, in milliseconds. */
const TOLD_MS = 5 * 60_000;
/** Critical cases that are named elsewhere while their channel is closed. */
const TOLD = 50;

/**
 * A channel cannot be posted in: where the policy still names it, people are told in the fallback channel, once, with the
 * critical cases that wait; where it does not, what waits moves to where cases go now.
 */
export async function tellStall(turn: Turn, stall: ChannelStall): Promise<void> {
  const { ports, lease, channel } = turn;
  const policy = await ports.policy();
  if (!channelsOf(policy).includes(channel)) {
    await moveOut(ports, channel, policy);
    await lease.flows();
    return;
  }
  const elsewhere = policy.channels.fallback ?? policy.channels.audit;
  if (elsewhere === undefined || elsewhere === channel) return;
  const outbox = createOutbox(() => ports.clock.now());
  const critical = await criticalCases(turn, stall.told);
  const writes: Write[] = [
    ...(stall.failures > 1
      ? []
      : [outbox.plain(`closed-${channel}-${stall.since}`, elsewhere, channelClosed(channel, stall.reason ?? ''))]),
    ...critical.map((it) => {
      const account = policy.accounts.find(({ id }) => id === it.account)?.alias ?? it.account;
      return outbox.plain(`waits-${it.id}-${stall.since}`, elsewhere, waitingElsewhere(it, account, channel));
    }),
  ];
  if (writes.length > 0) await ports.store.commit(writes);
  if (critical.length > 0) await lease.remember([...stall.told, ...critical.map(({ id }) => id)].slice(-TOLD));
}

/** The critical cases whose card waits for the channel, without those that were told of. */
async function criticalCases({ ports, channel }: Turn, told: readonly string[]): Promise<readonly Case[]> {
  const page = await ports.store.list<OutboxEntry>(outboxPartition(channel), {
    prefix: `${outboxRank('critical')}#`,
    limit: TOLD,
  });
  const ids = page.items
    .filter(({ value }) => value.kind === 'card' && !told.includes(value.id))
    .map(({ value }) => value.id);
  const cases = await Promise.all(ids.map((id) => ports.store.get<Case>(caseKey(id))));
  return cases.flatMap((item) => item?.value ?? []);
}

/** Messages get through again: whoever waited for them hears how long they did not. */
export async function tellFlow({ ports, channel }: Turn, stall: ChannelStall): Promise<void> {
  const now = ports.clock.now();
  const { channels } = await ports.policy();
  const outbox = createOutbox(() => now);
  const elsewhere = channels.fallback ?? channels.audit;
  // Whoever was asked something need not hear how Slack was.
  if (channel.startsWith('D')) return;
  ports.log.info('outbox.flows', { channel, since: new Date(stall.since).toISOString() });
  if (stall.reason !== undefined && elsewhere !== undefined && elsewhere !== channel)
    await ports.store.commit([outbox.plain(`open-${channel}-${stall.since}`, elsewhere, channelOpen(channel))]);
  if (now - stall.since >= TOLD_MS)
    await ports.store.commit([outbox.plain(`back-${channel}-${stall.since}`, channel, slackBack(stall.since, now))]);
}

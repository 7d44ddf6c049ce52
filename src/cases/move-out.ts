import { namesOf } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import type { Item, Key } from '../ports/store.ts';
import { caseWrites } from './case-index.ts';
import { caseKey } from './case-store.ts';
import { outboxPartition, type OutboxEntry } from './outbox.ts';
import type { PosterPorts } from './poster-ports.ts';
import { caseTag, postedKey } from './posted.ts';
import { routeAlert } from './route-alert.ts';

/** Entries that are moved at a time; the rest follows when the channel is tried again. */
const MOVED = 1000;

/**
 * Takes what waits out of a channel that Slack has closed and that the policy does not name any more. What belongs to a
 * case takes it along: the case lives where the policy would open it today, and gets a card there. Other messages go to
 * the alerts channel.
 */
export async function moveOut(ports: PosterPorts, channel: string, policy: Policy): Promise<void> {
  const { items } = await ports.store.list<OutboxEntry>(outboxPartition(channel), { limit: MOVED });
  for (const entry of items) await moveEntry(ports, entry, policy);
}

async function moveEntry(ports: PosterPorts, entry: Item<OutboxEntry>, policy: Policy): Promise<void> {
  const { caseId } = entry.value;
  const item = caseId === undefined ? undefined : await ports.store.get<Case>(caseKey(caseId));
  const it = item?.value;
  const channel =
    it === undefined
      ? policy.channels.alerts
      : routeAlert(policy, {
          account: it.account,
          level: it.level,
          ...(it.lines[0] === undefined ? {} : { rule: namesOf(it.lines[0].rule) }),
        }).channel;
  const to: Key = { partition: outboxPartition(channel), sort: entry.sort };
  const moved = await ports.store.commit([
    { kind: 'delete', key: entry, if: { version: entry.version } },
    { kind: 'put', key: to, value: entry.value, if: 'any' },
    // The next entry of the case finds it moved already.
    ...(item === undefined || it === undefined || it.channel === channel
      ? []
      : [
          ...caseWrites(item, { ...it, channel }),
          { kind: 'delete' as const, key: postedKey(caseTag(it.id)), if: 'any' as const },
        ]),
  ]);
  if (moved.ok) ports.log.info('outbox.moved', { from: entry.partition, to: channel, entry: entry.sort });
}

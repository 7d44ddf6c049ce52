import { auditPost, namedIn } from '../../blocks/audit-post.ts';
import type { Audit } from '../ports/audit.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Key, Store } from '../ports/store.ts';

/** An entry may take this long from its time in the index to its commit, in milliseconds. */
const SETTLED_MS = 10_000;
/** Entries that one message tells of; the rest is told by the next. */
const ENTRIES = 60;

const KEY: Key = { partition: 'audit-watch', sort: 'told' };

/**
 * Posts what was written to the audit since the last time, as one message: a flood of entries is no flood of messages.
 * What was written before the channel was watched is not told.
 */
export async function watchAudit(
  ports: {
    readonly store: Store;
    readonly audit: Audit;
    readonly outbox: Outbox;
    readonly clock: Clock;
    readonly chat: Pick<Chat, 'user'>;
  },
  channel: string | undefined,
): Promise<void> {
  if (channel === undefined) return;
  const to = ports.clock.now() - SETTLED_MS;
  const item = await ports.store.get<{ readonly until: number }>(KEY);
  const from = item?.value.until ?? to;
  if (item !== undefined && to <= from) return;
  const records = await ports.audit.written({ from, to, limit: ENTRIES + 1 });
  if (item !== undefined && records.length === 0) return;
  const told = records.slice(0, ENTRIES);
  const message = auditPost(told, records.length > ENTRIES, await namesOf(ports.chat, namedIn(told)));
  // Of two that tell at once, the commit lets one.
  await ports.store.commit([
    { kind: 'put', key: KEY, value: { until: to }, if: item === undefined ? 'absent' : { version: item.version } },
    ...(records.length === 0 ? [] : [ports.outbox.plain(`audit-${from}`, channel, message)]),
  ]);
}

/** What Slack calls these people; whom it does not tell of (gone, or asked too often) is told by id. */
async function namesOf(chat: Pick<Chat, 'user'>, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.allSettled([...ids].map((id) => chat.user(id)));
  return new Map(found.flatMap((one) => (one.status === 'fulfilled' ? [[one.value.id, one.value.name] as const] : [])));
}

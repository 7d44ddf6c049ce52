import { stormDigest, stormSummary, type StormDigest } from '../../blocks/storm-digest.ts';
import type { Item } from '../ports/store.ts';
import { deliverMessage } from './deliver.ts';
import { heldCases } from './held-cases.ts';
import { outboxWrite, type OutboxEntry } from './outbox.ts';
import type { Turn } from './poster-ports.ts';
import { DIGEST_MS, digestEntry, type Storm } from './storm.ts';

/**
 * Posts the digest of a storm or brings it up to date. Its entry stays in the outbox, to be looked at again, until the
 * storm is over; then the summary takes its place.
 */
export async function deliverDigest(turn: Turn, entry: Item<OutboxEntry>): Promise<void> {
  const { ports, lease, channel, watch } = turn;
  const { store, clock } = ports;
  const { storm } = watch;
  if (storm === undefined || storm.id !== entry.value.id) {
    // The storm ended in a commit that had this entry's deletion as well.
    await store.commit([{ kind: 'delete', key: entry, if: { version: entry.version } }]);
    return;
  }
  const now = clock.now();
  const over = watch.isOver(storm);
  const shown = await digestOf(turn, storm, over ? now : undefined);
  const ref = await deliverMessage(ports, lease, channel, entry.value, stormDigest(shown), undefined);
  if (!over) {
    await store.commit([digestEntry(channel, storm, now + DIGEST_MS.next)]);
    return;
  }
  const link = await ports.chat.permalink(ref).catch((error: unknown) => {
    ports.log.error('outbox.no-link', error, { channel });
    return undefined;
  });
  await watch.end([
    { kind: 'delete', key: entry, if: { version: entry.version } },
    outboxWrite(channel, 0, now, {
      kind: 'plain',
      id: `storm-${storm.id}@${channel}`,
      message: stormSummary(shown, link),
    }),
  ]);
}

async function digestOf({ ports, channel }: Turn, storm: Storm, endedAt: number | undefined): Promise<StormDigest> {
  const { accounts } = await ports.policy();
  const names = new Map(accounts.map(({ id, alias }) => [id, alias]));
  return {
    id: storm.id,
    startedAt: storm.startedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    held: await heldCases(ports.store, channel, storm.id),
    posted: storm.posted,
    shown: storm.shown,
    accountName: (id) => names.get(id) ?? id,
  };
}

import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';

/** A wake-up that is due this much after the one wanted is near enough. */
const NEAR_MS = 5000;

/**
 * Asks for the channel's outbox to be looked at again, once: while a wake-up is pending no other is sent, however many
 * functions ask. The quick way only; the minute schedule looks at every channel.
 */
export async function wakeOutbox(
  ports: { readonly store: Store; readonly clock: Clock; readonly jobs: Jobs; readonly log: Log },
  channel: string,
  inMs: number,
): Promise<void> {
  const key: Key = { partition: 'outbox-wake', sort: channel };
  const delaySeconds = Math.min(900, Math.max(1, Math.ceil(inMs / 1000)));
  const at = ports.clock.now() + delaySeconds * 1000;
  try {
    const pending = await ports.store.get<{ at: number }>(key);
    if (pending !== undefined && pending.value.at > ports.clock.now() && pending.value.at <= at + NEAR_MS) return;
    const taken = await ports.store.commit([
      { kind: 'put', key, value: { at }, if: pending === undefined ? 'absent' : { version: pending.version } },
    ]);
    if (taken.ok) await ports.jobs.send({ kind: 'outbox', channel }, { delaySeconds });
  } catch (error) {
    ports.log.error('outbox.no-wake', error, { channel });
  }
}

/** Every channel that has ever been posted to: a case stays where it was opened, whatever the policy says today. */
export async function postedChannels(store: Store): Promise<readonly string[]> {
  const channels: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.list('outbox-lease', { limit: 1000, ...(after === undefined ? {} : { after }) });
    channels.push(...page.items.map((item) => item.sort));
    after = page.next;
  } while (after !== undefined);
  return channels;
}

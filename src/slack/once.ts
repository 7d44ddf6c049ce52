import { TrailboltError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';

/** Longer than one try at a click may take, in milliseconds. */
const HELD_MS = 120_000;
const REMEMBERED_SECONDS = 2 * 24 * 60 * 60;

interface Claim {
  readonly state: 'held' | 'done';
  /** Unix milliseconds. */
  readonly until: number;
}

/**
 * Does the work of one click once, however often its job is delivered. A crash in the middle frees it after a while; the
 * work itself must bear being begun twice.
 * @throws TrailboltError `click.held` while another worker is at it.
 */
export async function once(
  ports: { readonly store: Store; readonly clock: Clock },
  id: string,
  work: () => Promise<void>,
): Promise<void> {
  const { store, clock } = ports;
  const key = claimKey(id);
  const now = clock.now();
  const expiresAt = Math.floor(now / 1000) + REMEMBERED_SECONDS;
  const claim = await store.get<Claim>(key);
  if (claim?.value.state === 'done') return;
  if (claim !== undefined && claim.value.until > now) throw held();
  const mine: Claim = { state: 'held', until: now + HELD_MS };
  const taken = await store.commit([
    { kind: 'put', key, value: mine, if: claim === undefined ? 'absent' : { version: claim.version }, expiresAt },
  ]);
  if (!taken.ok) throw held();
  const own = await store.get<Claim>(key);
  try {
    await work();
  } catch (error) {
    // Only our own claim: a slow worker must not free the click for a third one. A claim that stays runs out by itself,
    // so what the caller gets to know is why the work failed.
    if (own !== undefined)
      await store.commit([{ kind: 'delete', key, if: { version: own.version } }]).catch(() => undefined);
    throw error;
  }
  const done: Claim = { state: 'done', until: 0 };
  await store.commit([{ kind: 'put', key, value: done, if: 'any', expiresAt }]);
}

/** Has the work of this click come to its end? */
export async function isDone(store: Store, id: string): Promise<boolean> {
  return (await store.get<Claim>(claimKey(id)))?.value.state === 'done';
}

function claimKey(id: string): Key {
  return { partition: `click#${id}`, sort: 'click' };
}

function held(): TrailboltError {
  return new TrailboltError('click.held', 'Another worker is at this click.');
}

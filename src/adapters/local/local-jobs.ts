import type { Job } from '../../model/job.ts';
import { TrailboltError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Jobs } from '../../ports/jobs.ts';
import { STORE_LIMITS, type Item, type Key, type Store, type Write } from '../../ports/store.ts';
import { jobBody, toDeadLetter } from '../job-bodies.ts';
import type { DeadLetter } from '../job-bodies.ts';
import { timeKey, timeOf, upToTime } from '../time-key.ts';

/** A job that failed this often is set aside. */
const MAX_ATTEMPTS = 5;

/** A job that this process holds until its visibility runs out; hand it back to `done`, `retryLater` or `extend`. */
export interface ReceivedJob {
  readonly job: Job;
  /** Including this one. */
  readonly attempts: number;
  readonly receipt: { readonly sort: string; readonly version: string };
}

/** What is stored for a job. Its sort key is the time from which it may be received, and its id. */
interface Stored {
  readonly id: string;
  readonly job: Job;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly reason?: string;
}

/**
 * The job queue in the store, with the behaviour of an SQS queue: a received job is invisible for a while and comes back
 * unless it is done. Durable; safe for several processes.
 */
export class LocalJobs implements Jobs {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #partition: string;
  readonly #deadPartition: string;
  readonly #listeners = new Set<() => void>();

  constructor(options: { store: Store; clock: Clock; partition: string; deadLetterPartition: string }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#partition = options.partition;
    this.#deadPartition = options.deadLetterPartition;
  }

  async send(job: Job, { delaySeconds = 0 }: { readonly delaySeconds?: number } = {}): Promise<void> {
    const body = jobBody(job, delaySeconds);
    const stored: Stored = { id: this.#clock.id(), job: JSON.parse(body) as Job, attempts: 0 };
    await this.#commit([this.#put(stored, this.#clock.now() + delaySeconds * 1000)]);
    for (const listener of this.#listeners) listener();
  }

  async deadLetter(job: unknown, reason: string): Promise<void> {
    await this.#commit([this.#bury(job, reason)]);
  }

  /** Calls back after each send of this process. Gives the way to stop that. */
  onSend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Jobs that are due, oldest first; invisible to everybody else for `visibilitySeconds`. */
  async receive(max: number, visibilitySeconds: number): Promise<readonly ReceivedJob[]> {
    const now = this.#clock.now();
    const { items } = await this.#store.list<Stored>(this.#partition, { upTo: upToTime(now), limit: max });
    const received: ReceivedJob[] = [];
    for (const item of items) {
      const { value } = item;
      if (value.attempts >= MAX_ATTEMPTS) {
        await this.#bringAside(item, value, value.reason ?? 'the worker stopped during the last attempt');
        continue;
      }
      const taken = { ...value, attempts: value.attempts + 1 };
      const receipt = await this.#move(item, taken, now + visibilitySeconds * 1000);
      // Undefined: another process was faster.
      if (receipt !== undefined) received.push({ job: taken.job, attempts: taken.attempts, receipt });
    }
    return received;
  }

  /** When the next job may be received, in Unix milliseconds; undefined where there is none. */
  async nextAt(): Promise<number | undefined> {
    const { items } = await this.#store.list(this.#partition, { limit: 1 });
    const [first] = items;
    return first === undefined ? undefined : timeOf(first.sort);
  }

  /** Forgets the job. Without effect if its visibility ran out and somebody else received it meanwhile. */
  async done(received: ReceivedJob): Promise<void> {
    const { sort, version } = received.receipt;
    await this.#store.commit([{ kind: 'delete', key: this.#key(sort), if: { version } }]);
  }

  /** Keeps the job for longer. Undefined: somebody else has received it meanwhile. */
  async extend(received: ReceivedJob, visibilitySeconds: number): Promise<ReceivedJob | undefined> {
    const item = await this.#held(received);
    if (item === undefined) return undefined;
    const receipt = await this.#move(item, item.value, this.#clock.now() + visibilitySeconds * 1000);
    return receipt === undefined ? undefined : { ...received, receipt };
  }

  /** Puts the job back after a failure; after the fifth one sets it aside with this reason. */
  async retryLater(received: ReceivedJob, reason: string, delaySeconds: number): Promise<void> {
    const item = await this.#held(received);
    if (item === undefined) return;
    if (received.attempts >= MAX_ATTEMPTS) await this.#bringAside(item, item.value, reason);
    else await this.#move(item, { ...item.value, reason }, this.#clock.now() + delaySeconds * 1000);
  }

  /** Everything that was set aside, oldest first. */
  async deadLetters(): Promise<readonly DeadLetter[]> {
    const letters: DeadLetter[] = [];
    let after: string | undefined;
    do {
      const page = await this.#store.list<DeadLetter>(this.#deadPartition, after === undefined ? {} : { after });
      letters.push(...page.items.map((item) => item.value));
      after = page.next;
    } while (after !== undefined);
    return letters;
  }

  async setAside(): Promise<number> {
    return (await this.#store.list(this.#deadPartition, { limit: STORE_LIMITS.page })).items.length;
  }

  async #held({ receipt }: ReceivedJob): Promise<Item<Stored> | undefined> {
    const item = await this.#store.get<Stored>(this.#key(receipt.sort));
    return item?.version === receipt.version ? item : undefined;
  }

  /** The receipt of the job under its new time, or undefined where it is not there as it was. */
  async #move(from: Item<Stored>, stored: Stored, visibleAt: number): Promise<ReceivedJob['receipt'] | undefined> {
    const put = this.#put(stored, visibleAt);
    const unchanged = { version: from.version };
    const writes: readonly Write[] =
      put.key.sort === from.sort
        ? [{ ...put, if: unchanged }]
        : [{ kind: 'delete', key: this.#key(from.sort), if: unchanged }, put];
    if (!(await this.#store.commit(writes)).ok) return undefined;
    const moved = await this.#store.get(put.key);
    return moved === undefined ? undefined : { sort: moved.sort, version: moved.version };
  }

  async #bringAside(item: Item<Stored>, stored: Stored, reason: string): Promise<void> {
    await this.#store.commit([
      { kind: 'delete', key: this.#key(item.sort), if: { version: item.version } },
      this.#bury(stored.job, `failed ${stored.attempts} times; the last time: ${reason}`),
    ]);
  }

  #put(stored: Stored, visibleAt: number): Extract<Write, { kind: 'put' }> {
    const sort = `${timeKey(visibleAt)}#${stored.id}`;
    return { kind: 'put', key: this.#key(sort), value: stored, if: 'absent' };
  }

  #bury(job: unknown, reason: string): Write {
    const now = this.#clock.now();
    const key = { partition: this.#deadPartition, sort: `${timeKey(now)}#${this.#clock.id()}` };
    return { kind: 'put', key, value: toDeadLetter(job, reason, now).letter, if: 'absent' };
  }

  #key(sort: string): Key {
    return { partition: this.#partition, sort };
  }

  async #commit(writes: readonly Write[]): Promise<void> {
    try {
      if ((await this.#store.commit(writes)).ok) return;
    } catch (cause) {
      throw new TrailboltError('jobs.unavailable', 'The job queue does not take the job: the store refused it.', {
        cause,
      });
    }
    throw new TrailboltError('jobs.unavailable', 'The job queue does not take the job: its id was given out twice.');
  }
}

export function createLocalJobs(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly partition?: string;
  readonly deadLetterPartition?: string;
}): LocalJobs {
  const { store, clock, partition = 'jobs', deadLetterPartition = 'jobs-dead' } = options;
  return new LocalJobs({ store, clock, partition, deadLetterPartition });
}

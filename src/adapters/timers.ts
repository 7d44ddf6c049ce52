import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { timeKey, upToTime } from './time-key.ts';

const PARTITION = 'timers';

/** The longest delay of a job. Timers further ahead are left to the minute schedule. */
const MAX_DELAY_SECONDS = 900;

/** Timers over the store, in one partition in the order of their time. */
export function createTimers(options: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
}): Timers {
  const { store, jobs, clock, log } = options;
  return {
    arm(timer) {
      return { kind: 'put', key: keyOf(timer), value: timer, if: 'any' };
    },

    disarm(timer) {
      return { kind: 'delete', key: keyOf(timer), if: 'any' };
    },

    async nudge({ id, dueAt }) {
      const delaySeconds = Math.max(0, Math.ceil((dueAt - clock.now()) / 1000));
      if (delaySeconds > MAX_DELAY_SECONDS) return;
      try {
        await jobs.send({ kind: 'timer', timerId: id, dueAt }, { delaySeconds });
      } catch (error) {
        // The timer is armed: the schedule finds it within a minute.
        log.error('timers.not-nudged', error, { id, dueAt });
      }
    },

    async due(now, limit) {
      const { items } = await store.list<Timer>(PARTITION, { upTo: upToTime(now), limit });
      return items.map((item) => item.value);
    },

    async find(id, dueAt) {
      return (await store.get<Timer>(keyOf({ id, dueAt })))?.value;
    },

    async done(timer) {
      await store.commit([this.disarm(timer)]);
    },
  };
}

function keyOf({ id, dueAt }: Pick<Timer, 'id' | 'dueAt'>): Key {
  return { partition: PARTITION, sort: `${timeKey(dueAt)}#${id}` };
}

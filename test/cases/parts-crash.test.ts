import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { outboxPartition, type OutboxEntry } from '../../src/cases/outbox.ts';
import type { Case } from '../../src/model/case.ts';
import { partsOn, type Parts } from './parts.ts';
import { ManualClock, memoryStore } from './support.ts';

/** Kills what goes on at one step of a store: before it is done, or right after, when nobody hears of it. */
class Killer {
  /** Steps until then; counted over all stores that it holds. */
  left = Number.POSITIVE_INFINITY;
  steps = 0;
  readonly when: 'before' | 'after';

  constructor(when: 'before' | 'after') {
    this.when = when;
  }

  hold(store: Store): Store {
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      this.steps += 1;
      this.left -= 1;
      const mine = this.left === 0;
      if (mine && this.when === 'before') throw new Error('killed');
      const done = await work();
      if (mine) throw new Error('killed');
      return done;
    };
    return {
      get: (key) => step(() => store.get(key)),
      list: (partition, options) => step(() => store.list(partition, options)),
      commit: (writes) => step(() => store.commit(writes)),
      close: () => store.close(),
    };
  }
}

interface Scene {
  readonly at: Parts;
  readonly killer: Killer;
  readonly a: Case;
  readonly b: Case;
}

async function sceneOf(when: 'before' | 'after'): Promise<Scene> {
  const clock = new ManualClock();
  const killer = new Killer(when);
  const at = partsOn(killer.hold(memoryStore(clock)), clock, killer.hold(memoryStore(clock)));
  const [a, b] = [await at.alert('a', 'r1', ['a1', 'a2']), await at.alert('b', 'r1', ['b1'])];
  await at.alert('a', 'r2', ['a2', 'a3']);
  return { at, killer, a, b };
}

/** All that is left in the end, but for moments. */
async function left({ at, a, b }: Scene): Promise<unknown> {
  const { items } = await at.store.list<OutboxEntry>(outboxPartition('C0ALERTS'), { limit: 1000 });
  const chains = await Promise.all([a.id, b.id, 'part'].map((chain) => at.audit.read(chain)));
  return {
    cases: await at.all(),
    outbox: items.map(({ value }) => value),
    audit: chains.flat().map(({ event, chain, data }) => [chain, event, data]),
    next: [await at.alert('a', 'r1', ['z1']), await at.alert('a', 'r2', ['z2']), await at.alert('b', 'r1', ['z3'])].map(
      ({ id }) => id,
    ),
  };
}

const DEEDS: readonly (readonly [string, (scene: Scene) => Promise<unknown>])[] = [
  ['a merge', ({ at, a, b }) => at.merge(a.id, b.id)],
  ['a split', ({ at, a }) => at.split(a.id, { kind: 'rules', rules: ['r2'] }, 'part')],
];

describe.each(DEEDS)('%s', (_name, deed) => {
  test.each(['before', 'after'] as const)(
    'that is killed %s any of its steps, and done again by the job that comes back, leaves the same as one that was not',
    async (when) => {
      const whole = await sceneOf(when);
      const before = whole.killer.steps;
      await deed(whole);
      const steps = whole.killer.steps - before;
      const expected = await left(whole);

      expect(steps).toBeGreaterThan(8);
      for (let step = 1; step <= steps; step += 1) {
        const scene = await sceneOf(when);
        scene.killer.left = step;
        await expect(deed(scene), `step ${step} of ${steps}`).rejects.toThrow('killed');
        await deed(scene);
        expect(await left(scene), `killed at step ${step} of ${steps}`).toEqual(expected);
      }
    },
  );
});

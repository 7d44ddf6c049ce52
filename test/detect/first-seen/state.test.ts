import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryFirstSeen } from '../../../src/detect/first-seen/state.ts';
import { isNewInOrder, runs, sighting, TIMESPAN } from './naive.ts';

const seen = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 40 }),
    value: fc.constantFrom('v', 'w'),
    group: fc.constantFrom('g', 'h'),
  }),
  { maxLength: 40 },
);

describe('first seen, in memory', () => {
  it('is what was not seen for the timespan, once the group is learned', async () => {
    await fc.assert(
      fc.asyncProperty(seen, async (parts) => {
        const all = parts
          .toSorted((a, b) => a.day - b.day)
          .map(({ day, value, group }, index) => sighting(`r-${index}`, day, value, group));

        const verdicts = await createMemoryFirstSeen().take(all);

        expect(verdicts.map((verdict) => verdict === 'new')).toEqual(
          all.map((one, index) => isNewInOrder(all.slice(0, index), one)),
        );
      }),
    );
  });

  it('tells each run of sightings once, where they come late by a day', async () => {
    const days = fc.array(fc.record({ day: fc.integer({ min: 0, max: 60 }), late: fc.integer({ min: 0, max: 1 }) }), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(days, async (parts) => {
        const all = parts
          .toSorted((a, b) => a.day + a.late - (b.day + b.late))
          .map(({ day }, index) => sighting(`r-${index}`, day));

        const verdicts = await createMemoryFirstSeen().take(all);

        const told = verdicts.filter((verdict) => verdict === 'new' || verdict === 'learned').length;
        expect(told).toBeGreaterThanOrEqual(
          runs(
            all.map(({ day }) => day),
            TIMESPAN,
          ),
        );
        expect(told).toBeLessThanOrEqual(
          runs(
            all.map(({ day }) => day),
            TIMESPAN - 1,
          ),
        );
      }),
    );
  });

  it('tells of a record that comes again that it was told', async () => {
    await fc.assert(
      fc.asyncProperty(seen, async (parts) => {
        const all = parts.map(({ day, value, group }, index) => sighting(`r-${index}`, day, value, group));
        const state = createMemoryFirstSeen();
        const before = await state.take(all);

        const after = await state.take(all);

        expect(after).not.toContain('new');
        expect(after.every((verdict, index) => verdict !== 'again' || before[index] === 'new')).toBe(true);
        const last = before.lastIndexOf('new');
        if (last >= 0) expect(after[last]).toBe('again');
      }),
    );
  });

  it('learns nothing from what is later than the timespan', async () => {
    const state = createMemoryFirstSeen();

    expect(await state.take([sighting('a', 20), sighting('b', 2), sighting('c', 26)])).toEqual([
      'learned',
      'known',
      'new',
    ]);
  });

  it('gives up what it has known longest when there is too much', async () => {
    const state = createMemoryFirstSeen(2);
    const values = ['v', 'w', 'x'].map((value) => sighting(value, 0, value));

    await state.take(values);

    expect(state.dropped).toBe(1);
    expect(await state.take([sighting('r', 4, 'x'), sighting('s', 4, 'v')])).toEqual(['known', 'new']);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendBaseline } from '../../../src/detect/baseline/extend.ts';
import type { Shown } from '../../../src/detect/baseline/extend.ts';
import { BASELINE_LIMITS, normalityOf } from '../../../src/model/baseline.ts';

const DAY = 86_400;

const shown: fc.Arbitrary<Shown> = fc.record({
  traits: fc.record(
    { network: fc.constantFrom('n1', 'n2', 'n3'), api: fc.constantFrom('a1', 'a2') },
    { requiredKeys: [] },
  ),
  at: fc.integer({ min: 0, max: 60 * DAY }),
});

function networks(count: number, at: (index: number) => number): readonly Shown[] {
  return Array.from({ length: count }, (_, index) => ({ traits: { network: `n${index}` }, at: at(index) }));
}

describe('the baseline of an actor', () => {
  it('holds every value with its first time, in whatever order and batches records come', () => {
    fc.assert(
      fc.property(fc.array(shown, { minLength: 1, maxLength: 40 }), fc.nat({ max: 40 }), (all, cut) => {
        const first = extendBaseline(undefined, all.slice(0, cut), 60);
        const baseline = extendBaseline(extendBaseline(first, all.slice(cut), 60), all.slice(0, 3), 60);

        for (const trait of ['network', 'api'] as const) {
          const times = Map.groupBy(
            all.filter(({ traits }) => traits[trait] !== undefined),
            ({ traits }) => traits[trait] ?? '',
          );
          const expected = [...times].map(([value, of]) => [value, Math.min(...of.map(({ at }) => at))] as const);
          const found = baseline?.traits[trait].map(([value, at]) => [value, at] as const);
          expect(new Map(found)).toEqual(new Map(expected));
        }
        expect(baseline?.full).toEqual([]);
      }),
    );
  });

  it('stays the same object where nothing is worth a write', () => {
    const baseline = extendBaseline(undefined, [{ traits: { network: 'n' }, at: 10 * DAY }], 10);

    expect(extendBaseline(baseline, [{ traits: { network: 'n' }, at: 16 * DAY }], 16)).toBe(baseline);
    expect(extendBaseline(baseline, [{ traits: { network: 'n' }, at: 17 * DAY }], 17)?.traits.network).toEqual([
      ['n', 10 * DAY, 17],
    ]);
  });

  it('is bounded, and says nothing is new where it had to leave values out', () => {
    const most = BASELINE_LIMITS.network;
    const full = extendBaseline(
      undefined,
      networks(most + 5, () => DAY),
      1,
    );

    expect(full?.traits.network).toHaveLength(most);
    expect(full?.full).toEqual(['network']);
    expect(normalityOf(full, { network: 'other', api: 'other' }, 30 * DAY * 1000)).toEqual({
      network: 'unknown',
      api: 'new',
    });
    expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(64 * 1024);
  });

  it('forgets what was not seen for three months', () => {
    const before = extendBaseline(
      undefined,
      [...networks(3, () => DAY), { traits: { network: 'kept' }, at: 100 * DAY }],
      100,
    );

    const after = extendBaseline(before, [{ traits: { network: 'x' }, at: 120 * DAY }], 120);

    expect(after?.traits.network.map(([value]) => value)).toEqual(['kept', 'x']);
  });
});

describe('what is normal', () => {
  const baseline = extendBaseline(undefined, [{ traits: { network: 'n', region: 'r' }, at: DAY }], 1);
  const at = (days: number) => days * DAY * 1000;

  it('is what was seen more than an hour before', () => {
    const burst = extendBaseline(baseline, [{ traits: { network: 'm' }, at: 20 * DAY - 1800 }], 20);

    expect(normalityOf(burst, { network: 'n', region: 'r' }, at(20))).toEqual({ network: 'known', region: 'known' });
    expect(normalityOf(burst, { network: 'm' }, at(20))).toEqual({ network: 'new' });
    expect(normalityOf(burst, { network: 'm' }, at(20) + 3_600_000)).toEqual({ network: 'known' });
    expect(normalityOf(burst, { network: 'o', api: 'a' }, at(20))).toEqual({ network: 'new', api: 'new' });
  });

  it('is unknown of an actor of less than a week, and of one that is not remembered', () => {
    expect(normalityOf(baseline, { network: 'n', api: 'a' }, at(7.9))).toEqual({ network: 'unknown', api: 'unknown' });
    expect(normalityOf(baseline, { network: 'n', api: 'a' }, at(8))).toEqual({ network: 'known', api: 'new' });
    expect(normalityOf(undefined, { network: 'n' }, at(20))).toEqual({ network: 'unknown' });
  });
});

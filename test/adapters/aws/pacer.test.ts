import { expect, it } from 'vitest';
import { Pacer } from '../../../src/adapters/aws/pacer.ts';

it('gives the turns of one key at even intervals, however many wait', async () => {
  let now = 1000;
  const slept: number[] = [];
  const pacer = new Pacer(2, { now: () => now, sleep: async (ms) => void slept.push(ms) });

  await Promise.all(Array.from({ length: 4 }, () => pacer.turn('a', Infinity)));
  now += 10_000;
  await pacer.turn('a', 0);
  now += 100;
  await pacer.turn('a', 1000);

  expect(slept).toEqual([500, 1000, 1500, 400]);
});

it('gives turns of different keys independently, and none beyond the patience', async () => {
  const slept: number[] = [];
  const pacer = new Pacer(2, { now: () => 0, sleep: async (ms) => void slept.push(ms) });
  expect(await pacer.turn('a', 0)).toBe(true);

  expect(await pacer.turn('a', 499)).toBe(false);
  expect(await pacer.turn('b', 0)).toBe(true);
  // The turn that was not taken is still there.
  expect(await pacer.turn('a', 500)).toBe(true);

  expect(slept).toEqual([500]);
});

it('really waits', async () => {
  const pacer = new Pacer(1000);
  const order: string[] = [];

  await pacer.turn('a', 0);
  const second = pacer.turn('a', Infinity).then(() => order.push('second'));
  await Promise.resolve();
  order.push('meanwhile');
  await second;

  expect(order).toEqual(['meanwhile', 'second']);
});

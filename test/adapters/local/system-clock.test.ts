import { expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/local/system-clock.ts';

it('gives ids of 128 bits that never repeat, in lower-case letters and digits', () => {
  const ids = Array.from({ length: 1000 }, () => systemClock.id());

  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => /^[a-z0-9]{25}$/.test(id))).toBe(true);
});

it('tells Unix milliseconds', () => {
  const before = Date.now();

  const now = systemClock.now();

  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

import { expect, it } from 'vitest';
import { timeInZone } from '../../../src/sandbox/page/clock-time.ts';

const noon = new Date(2026, 10, 30, 12, 0, 0).getTime();
const HOUR = 3_600_000;

it('names no day today, and the day of everything else, so that rows from two days do not look unsorted', () => {
  expect(timeInZone(noon - HOUR, noon)).toBe(
    new Date(noon - HOUR).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
  );
  expect(timeInZone(noon - 13 * HOUR, noon)).toMatch(/29/);
  expect(timeInZone(noon + 13 * HOUR, noon)).toMatch(/Dec|12/);
});

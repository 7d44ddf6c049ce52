import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSince } from '../../src/slack/since.ts';

const NOW = Date.UTC(2026, 10, 23, 8, 30);
const DAY = 86_400_000;

it.each([
  ['30m', NOW - 30 * 60_000],
  ['24h', NOW - DAY],
  ['7d', NOW - 7 * DAY],
  ['90d', NOW - 90 * DAY],
  ['91d', NOW - 90 * DAY],
  ['99999d', NOW - 90 * DAY],
  ['2026-11-01', Date.UTC(2026, 10, 1)],
  ['2026-11-23T08:00', Date.UTC(2026, 10, 23, 8)],
  ['2026-11-23T08:00Z', Date.UTC(2026, 10, 23, 8)],
  ['2026-11-23T08:00:30', Date.UTC(2026, 10, 23, 8, 0, 30)],
  ['2020-01-01', NOW - 90 * DAY],
])('%s is a point in the past', (word, at) => {
  expect(parseSince(word, NOW)).toBe(at);
});

it.each([
  '',
  '0m',
  '0h',
  'm',
  '-5m',
  '5',
  '5w',
  '5M',
  '1.5h',
  '123456m',
  'yesterday',
  '2026-11-24',
  '2026-13-01',
  '2026-11-23T25:00',
  '2026-11-23T08:30Z',
  '23.11.2026',
  '2026-11-01 ',
  'prod',
])('%j is none', (word) => {
  expect(parseSince(word, NOW)).toBeUndefined();
});

it('gives only points of the last 90 days, whatever is typed', () => {
  const typed = fc.oneof(
    fc.string(),
    fc.stringMatching(/^\d{1,6}[mhd]$/),
    fc.stringMatching(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}Z?)?$/),
  );
  fc.assert(
    fc.property(typed, (word) => {
      const from = parseSince(word, NOW);
      if (from !== undefined) {
        expect(from).toBeLessThan(NOW);
        expect(from).toBeGreaterThanOrEqual(NOW - 90 * DAY);
      }
    }),
    { numRuns: 500 },
  );
});

import { expect, test } from 'vitest';
import { formatSlackDate } from '../../../src/sandbox/page/slack-date.ts';

const AT = Date.UTC(2026, 10, 23, 14, 5, 9) / 1000;
const setting = { now: Date.UTC(2026, 10, 23, 18, 0, 0), locale: 'en-US', timeZone: 'UTC' };

/** Newer Unicode data separates the hour from AM/PM by a narrow space. */
const shown = (seconds: number, format: string): string | undefined =>
  formatSlackDate(seconds, format, setting)?.replaceAll('\u202F', ' ');

test.each([
  ['{date_num} {time}', '2026-11-23 2:05 PM'],
  ['{time_secs}', '2:05:09 PM'],
  ['{date}', 'November 23'],
  ['{date_long}', 'Monday, November 23, 2026'],
  ['{date_long_full}', 'November 23, 2026'],
  ['{date_short}', 'Nov 23, 2026'],
  ['{date_slash}', '11/23/2026'],
  ['{date_pretty}', 'today'],
  ['{date_short_pretty} at {time}', 'today at 2:05 PM'],
  ['{ago}', '3 hours ago'],
  ['expires {date_long_pretty}', 'expires today'],
])('%s shows %s', (format, expected) => {
  expect(shown(AT, format)).toBe(expected);
});

test('yesterday and tomorrow are calendar days of the reader, not spans of 24 hours', () => {
  const midnight = Date.UTC(2026, 10, 23) / 1000;

  expect(shown(midnight - 1, '{date_pretty}')).toBe('yesterday');
  expect(shown(midnight + 86_400, '{date_pretty}')).toBe('tomorrow');
  expect(formatSlackDate(midnight, '{date_pretty}', { ...setting, timeZone: 'America/New_York' })).toBe('yesterday');
});

test.each([
  [Number.NaN, '{time}'],
  [1.5, '{time}'],
  [1e15, '{time}'],
  [AT, 'no token'],
  [AT, '{nonsense}'],
  [AT, '{time} {nonsense}'],
])('%s with %j leaves the fallback to be shown', (seconds, format) => {
  expect(formatSlackDate(seconds, format, setting)).toBeUndefined();
});

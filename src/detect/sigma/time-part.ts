/** A number taken out of a date by a modifier. */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** The least and the greatest number that a part can be; a week 53 exists in long years. */
export const TIME_PARTS: Readonly<Record<TimePart, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
};

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/u;

/**
 * A part of a date in ISO 8601, as the date was written: in its own time zone. Undefined for other texts, and for hour and
 * minute of a date without time.
 */
export function timePart(text: string, part: TimePart): number | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0] = found.slice(1, 4).map(Number);
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const [hour, minute] = [found[4], found[5]].map((digits) => (digits === undefined ? undefined : Number(digits)));
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59) return undefined;
  return { year, month, day, hour, minute, week: weekOf(date) }[part];
}

/** The week by ISO 8601: weeks begin on Monday, and a week belongs to the year that has its Thursday. */
function weekOf(date: Date): number {
  const thursday = new Date(date);
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const first = new Date(thursday);
  first.setUTCMonth(0, 1);
  return 1 + Math.floor((thursday.getTime() - first.getTime()) / (7 * 86_400_000));
}

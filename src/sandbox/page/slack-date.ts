/** Where and when the reader is: the browser's own by default, fixed in tests. */
export interface DateSetting {
  /** Unix milliseconds. */
  readonly now: number;
  readonly locale?: string;
  readonly timeZone?: string;
}

const MS_PER_DAY = 86_400_000;
const MAX_UNIX_SECONDS = 8.64e12;

function part(at: Date, setting: DateSetting, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(setting.locale, {
    ...options,
    ...(setting.timeZone === undefined ? {} : { timeZone: setting.timeZone }),
  }).format(at);
}

/** Midnight of the reader's calendar day, as a UTC number, so that days can be counted across clock changes. */
function calendarDay(at: Date, setting: DateSetting): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    ...(setting.timeZone === undefined ? {} : { timeZone: setting.timeZone }),
  }).formatToParts(at);
  const read = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'));
}

function relativeDay(at: Date, setting: DateSetting): string | undefined {
  const days = Math.round((calendarDay(at, setting) - calendarDay(new Date(setting.now), setting)) / MS_PER_DAY);
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)];
}

function ago(at: Date, setting: DateSetting): string {
  const seconds = Math.round((at.getTime() - setting.now) / 1000);
  const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = steps.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(setting.locale, { numeric: 'always' }).format(Math.trunc(seconds / size), unit);
}

type Token = (at: Date, setting: DateSetting) => string;

const long: Token = (at, s) => part(at, s, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
const monthDay: Token = (at, s) => part(at, s, { month: 'long', day: 'numeric' });
const short: Token = (at, s) => part(at, s, { year: 'numeric', month: 'short', day: 'numeric' });
const orRelative =
  (token: Token): Token =>
  (at, s) =>
    relativeDay(at, s) ?? token(at, s);

/** Tokens of https://docs.slack.dev/messaging/formatting-message-text/#date-formatting. */
const TOKENS: ReadonlyMap<string, Token> = new Map([
  ['date_num', (at, s) => new Date(calendarDay(at, s)).toISOString().slice(0, 10)],
  ['date_slash', (at, s) => part(at, s, { year: 'numeric', month: '2-digit', day: '2-digit' })],
  ['date_long', long],
  ['date_long_full', (at, s) => part(at, s, { year: 'numeric', month: 'long', day: 'numeric' })],
  ['date_long_pretty', orRelative(long)],
  ['date', monthDay],
  ['date_pretty', orRelative(monthDay)],
  ['date_short', short],
  ['date_short_pretty', orRelative(short)],
  ['day_divider_pretty', orRelative((at, s) => part(at, s, { weekday: 'long', month: 'long', day: 'numeric' }))],
  ['time', (at, s) => part(at, s, { hour: 'numeric', minute: '2-digit' })],
  ['time_secs', (at, s) => part(at, s, { hour: 'numeric', minute: '2-digit', second: '2-digit' })],
  ['ago', ago],
]);

/**
 * What Slack shows for `<!date^seconds^format|fallback>` in the reader's own time zone.
 * Undefined when the time is no whole number of seconds or the format has no token or an unknown one: then Slack shows
 * the fallback.
 */
export function formatSlackDate(seconds: number, format: string, setting: DateSetting): string | undefined {
  if (!Number.isInteger(seconds) || Math.abs(seconds) > MAX_UNIX_SECONDS) return undefined;
  const at = new Date(seconds * 1000);
  let known = 0;
  let unknown = 0;
  const text = format.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => {
    const token = TOKENS.get(name);
    if (token === undefined) {
      unknown += 1;
      return whole;
    }
    known += 1;
    return token(at, setting);
  });
  return known > 0 && unknown === 0 ? text : undefined;
}

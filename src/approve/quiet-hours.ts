import { WEEKDAYS, type QuietHours } from '../model/policy.ts';

/** Is it quiet at this moment (Unix milliseconds)? Pure and total: a moment that is none is quiet, which is the stricter. */
export function isQuiet(hours: QuietHours | undefined, at: number): boolean {
  if (hours === undefined) return false;
  const local = localTime(hours.timeZone, at);
  if (local === undefined) return true;
  if (hours.days.includes(WEEKDAYS[local.weekday] ?? 'sun')) return true;
  if (hours.night === undefined) return false;
  const { from, to } = hours.night;
  return from < to ? from <= local.minute && local.minute < to : from <= local.minute || local.minute < to;
}

/** Weekday (0 for Sunday) and minute of the day where the policy's people are. */
function localTime(timeZone: string, at: number): { weekday: number; minute: number } | undefined {
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(at);
    const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
    const weekday = WEEKDAYS.findIndex((day) => day === part('weekday').toLowerCase());
    return { weekday, minute: Number(part('hour')) * 60 + Number(part('minute')) };
  } catch {
    return undefined;
  }
}

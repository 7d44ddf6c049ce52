const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `LookupEvents` remembers 90 days. */
const LONGEST_MS = 90 * 86_400_000;

/**
 * A point in the past from `30m`, `24h`, `7d`, a date or an ISO time (UTC); undefined for anything else.
 * @param now Unix milliseconds. @returns Unix milliseconds, at most 90 days back.
 */
export function parseSince(word: string, now: number): number | undefined {
  const relative = /^(\d{1,5})([mhd])$/.exec(word);
  let from: number;
  if (relative !== null) from = now - Number(relative[1]) * (UNITS[relative[2] ?? ''] ?? 0);
  else if (/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z?)?$/.test(word))
    from = Date.parse(word.length === 10 || word.endsWith('Z') ? word : `${word}Z`);
  else return undefined;
  return Number.isFinite(from) && from < now ? Math.max(from, now - LONGEST_MS) : undefined;
}

import type { SigmaRule } from '../../detect/sigma/types.ts';

/** What a scan came to. */
export interface Tally {
  files: number;
  failedFiles: number;
  records: number;
  /** Bytes as stored, and unpacked. */
  packed: number;
  unpacked: number;
  /** Matches by rule, in the order of the rules; rules that never fired included. */
  readonly matches: ReadonlyMap<SigmaRule, number>;
  count(ruleId: string): void;
}

export function createTally(rules: readonly SigmaRule[]): Tally {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const matches = new Map(rules.map((rule) => [rule, 0]));
  return {
    files: 0,
    failedFiles: 0,
    records: 0,
    packed: 0,
    unpacked: 0,
    matches,
    count(ruleId) {
      const rule = byId.get(ruleId);
      if (rule !== undefined) matches.set(rule, (matches.get(rule) ?? 0) + 1);
    },
  };
}

/** The counts for people: totals first, then the rules that fired, most matches first. */
export function tallyLines({ files, failedFiles, records, matches }: Tally): string {
  const total = matches.values().reduce((sum, count) => sum + count, 0);
  const failed = failedFiles === 0 ? '' : `; ${counted(failedFiles, 'file')} not read, or not to the end`;
  const fired = [...matches].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a);
  const lines = fired.map(([rule, count]) => `${String(count).padStart(8)}  ${rule.level.padEnd(13)}  ${rule.title}`);
  return [
    `${counted(files, 'file')}, ${counted(records, 'record')}, ${counted(total, 'match')}${failed}`,
    ...lines,
    '',
  ].join('\n');
}

/** How long it took, and how fast that was. */
export function rateLine({ records, unpacked }: Tally, seconds: number): string {
  const rate = Math.round(records / seconds).toLocaleString('en-US');
  const megabytes = (unpacked / 1e6 / seconds).toFixed(unpacked / seconds < 1e7 ? 1 : 0);
  return `${seconds.toFixed(seconds < 10 ? 2 : 0)} s, ${rate} records/s, ${megabytes} MB/s unpacked\n`;
}

/** A count with its noun, in the plural unless there is one. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : noun.endsWith('h') ? 'es' : 's'}`;
}

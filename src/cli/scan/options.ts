import { parseArgs } from 'node:util';
import { LEVELS } from '../../model/level.ts';
import type { Level } from '../../model/level.ts';

export interface ScanOptions {
  readonly paths: readonly string[];
  readonly format: Format;
  /** Rule files and folders of the user's own. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  /** The policy file that says what placeholders in rules stand for. */
  readonly policy: string | undefined;
  /** Unix milliseconds: records from `since` on, and before `until`. */
  readonly since?: number;
  readonly until?: number;
  /** Matches of lower levels are left out. */
  readonly level: Level;
  /** Absent: as many as the machine has use for. */
  readonly threads?: number;
  readonly help: boolean;
}

const FORMATS = ['table', 'ndjson', 'json'] as const;

export type Format = (typeof FORMATS)[number];

const MAX_THREADS = 64;

export const SCAN_HELP = `Usage: trailbolt scan [options] <file, folder or s3://bucket/prefix>...

Runs the detection rules over CloudTrail files and prints what matches.

Reads .json, .ndjson and .jsonl, each also as .gz; of folders and buckets, every such file below. "-" is standard
input. Understands {"Records":[...]}, arrays, one record, one record per line, the output of LookupEvents, and
EventBridge events. Buckets are read with the AWS credentials and Region of the environment.

Options:
  --format table|ndjson|json   a table (the default), one JSON object per match, or all in one JSON array
  --rules <file|folder>        also run these Sigma rules (.yml, .yaml); may be repeated
  --no-builtin                 run only the rules given with --rules
  --policy <file>              the policy that says what placeholders in rules (%name%) stand for
  --since <time>               only records from this time on: 2026-03-02, 2026-03-02T09:00:00Z, or 12h, 7d ago
  --until <time>               only records before this time
  --level <level>              only matches of this level or above: ${LEVELS.join(', ')}
  --threads <number>           threads to read files with; by default one per processor
  --help                       print this

Matches go to standard output, in the order of the files and of the records in them; progress, problems, counts and
the rate go to standard error.

Exit codes:
  0   everything was read, whether anything matched or not
  1   some file could not be read, or not to its end; all others were scanned
  2   wrong use, or rules that do not load; nothing was scanned
`;

type Wrong = { readonly wrong: string };

/** The options, or a sentence about what is wrong with the arguments. `now` is what times ago count from. */
export function readOptions(args: readonly string[], now: number): ScanOptions | Wrong {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        rules: { type: 'string', multiple: true, default: [] },
        'no-builtin': { type: 'boolean', default: false },
        policy: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        level: { type: 'string', default: 'informational' },
        threads: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
  const { values, positionals } = parsed;
  const format = FORMATS.find((name) => name === values.format);
  if (format === undefined) {
    return { wrong: `Unknown format ${JSON.stringify(values.format)}; expected ${FORMATS.join(', ')}.` };
  }
  const level = LEVELS.find((name) => name === values.level);
  if (level === undefined) {
    return { wrong: `Unknown level ${JSON.stringify(values.level)}; expected one of ${LEVELS.join(', ')}.` };
  }
  const since = values.since === undefined ? undefined : timeOf(values.since, now);
  const until = values.until === undefined ? undefined : timeOf(values.until, now);
  for (const [name, time] of [['since', since] as const, ['until', until] as const]) {
    if (Number.isNaN(time)) {
      const found = JSON.stringify(values[name]);
      return { wrong: `--${name} is ${found}; expected a time such as 2026-03-02, 2026-03-02T09:00:00Z, 12h or 7d.` };
    }
  }
  if (since !== undefined && until !== undefined && since >= until) {
    return { wrong: 'Nothing lies between --since and --until; expected --until to be later.' };
  }
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS)) {
    return { wrong: `--threads is ${JSON.stringify(values.threads)}; expected a number from 1 to ${MAX_THREADS}.` };
  }
  if (positionals.length === 0 && !values.help) {
    return { wrong: 'No file given; expected at least one file, folder or s3://bucket/prefix.' };
  }
  return {
    paths: positionals,
    format,
    rules: values.rules,
    builtin: !values['no-builtin'],
    policy: values.policy,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    level,
    ...(threads === undefined ? {} : { threads }),
    help: values.help,
  };
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Unix milliseconds; NaN for what is no time. A time without a zone is in UTC, as CloudTrail's are. */
function timeOf(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/u.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? NaN);
  const [, date, time, zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/u.exec(text) ?? [];
  return date === undefined ? NaN : Date.parse(time === undefined ? date : `${date}T${time}${zone}`);
}

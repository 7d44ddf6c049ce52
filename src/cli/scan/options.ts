import { parseArgs } from 'node:util';

export interface ScanOptions {
  readonly paths: readonly string[];
  readonly format: 'ndjson' | 'table';
  /** Rule files and folders of the user's own. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  /** The policy file that says what placeholders in rules stand for. */
  readonly policy: string | undefined;
  readonly help: boolean;
}

export const SCAN_HELP = `Usage: trailbolt scan [options] <file or folder>...

Runs the detection rules over CloudTrail files and prints what matches.

Reads .json, .ndjson and .jsonl, each also as .gz; of folders, every such file below. "-" is standard input.
Understands {"Records":[...]}, arrays, one record, one record per line, the output of LookupEvents, and
EventBridge events.

Options:
  --format ndjson|table   one JSON object per match, or a table (the default)
  --rules <file|folder>   also run these Sigma rules (.yml, .yaml); may be repeated
  --no-builtin            run only the rules given with --rules
  --policy <file>         the policy that says what placeholders in rules (%name%) stand for
  --help                  print this

Matches go to standard output; problems and the counts go to standard error.

Exit codes:
  0   everything was read, whether anything matched or not
  1   some file could not be read, or not to its end; all others were scanned
  2   wrong use, or rules that do not load; nothing was scanned
`;

/** The options, or a sentence about what is wrong with the arguments. */
export function readOptions(args: readonly string[]): ScanOptions | { readonly wrong: string } {
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
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
  const { values, positionals } = parsed;
  const { format } = values;
  if (format !== 'ndjson' && format !== 'table') {
    return { wrong: `Unknown format ${JSON.stringify(format)}; expected ndjson or table.` };
  }
  if (positionals.length === 0 && !values.help)
    return { wrong: 'No file given; expected at least one file or folder.' };
  return {
    paths: positionals,
    format,
    rules: values.rules,
    builtin: !values['no-builtin'],
    policy: values.policy,
    help: values.help,
  };
}

import { parseArgs } from 'node:util';
import { exportAudit } from './audit/export.ts';
import { withAudit } from './open-store.ts';
import { DONE, withExitCode, WrongUse, type CommandIo } from './exit.ts';

const HELP = `Usage: trailbolt audit export [options]

Prints the audit, one JSON object a line, chain by chain. What looks like a secret is left out of the data, and the record
then says “redacted”: its hash is that of the whole record, which only the audit itself holds.

Options:
  --store sqlite:<path>|dynamodb:<table>   the audit; TRAILBOLT_AUDIT_STORE unless given
  --chain <name>                           only this chain: a case, or system
  --since <time>, --until <time>           only records from then on, and before then, e.g. 2026-01-31 or 2026-01-31T10:00:00Z
  --help                                   print this

Exit codes:
  0   done
  2   wrong use, or an audit that cannot be read
`;

/** `trailbolt audit export`. Gives the exit code. */
export async function audit(args: readonly string[], io: CommandIo): Promise<number> {
  return withExitCode(io, async () => {
    const { values, positionals } = readOptions(args);
    if (values.help) {
      io.stdout.write(HELP);
      return DONE;
    }
    if (positionals.length !== 1 || positionals[0] !== 'export')
      throw new WrongUse(`Expected: trailbolt audit export.\n\n${HELP}`);
    const [since, until] = [timeOf('--since', values.since), timeOf('--until', values.until)];
    return withAudit(io, values.store, (chains) =>
      exportAudit(chains, io.stdout, {
        chain: values.chain,
        since: since ?? Number.NEGATIVE_INFINITY,
        until: until ?? Number.POSITIVE_INFINITY,
      }),
    );
  });
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: 'string' },
        chain: { type: 'string' },
        since: { type: 'string' },
        until: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function timeOf(option: string, words: string | undefined): number | undefined {
  if (words === undefined) return undefined;
  const at = Date.parse(words);
  if (!Number.isFinite(at)) throw new WrongUse(`${option}: expected a time such as 2026-01-31T10:00:00Z.`);
  return at;
}

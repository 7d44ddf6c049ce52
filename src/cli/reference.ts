import { parseArgs } from 'node:util';
import { failureKey, type Failure } from '../slack/failure.ts';
import { DONE, NO, withExitCode, WrongUse, type CommandIo } from './exit.ts';
import { withStore } from './open-store.ts';

const HELP = `Usage: trailbolt reference <reference> [options]

Says what stands behind a reference that somebody was shown in Slack: when it was, who asked for what, and what went wrong.
The log has the technical reason in its lines with the same reference. Remembered for 30 days.

Options:
  --store sqlite:<path>|dynamodb:<table>   the database; TRAILBOLT_STORE unless given
  --help                                   print this

Exit codes:
  0   found
  1   nothing is known of it
  2   wrong use, or a database that cannot be read
`;

/** `trailbolt reference`. Gives the exit code. */
export async function reference(args: readonly string[], io: CommandIo): Promise<number> {
  return withExitCode(io, async () => {
    const { values, positionals } = readOptions(args);
    if (values.help) {
      io.stdout.write(HELP);
      return DONE;
    }
    const [id = '', ...others] = positionals;
    if (others.length > 0 || !/^[0-9a-f]{12}$/.test(id))
      throw new WrongUse(`Expected one reference of twelve characters, such as 0f3a9c27b41e.\n\n${HELP}`);
    const found = await withStore(io, 'TRAILBOLT_STORE', values.store, (store) => store.get<Failure>(failureKey(id)));
    if (found === undefined) {
      io.stderr.write(`Nothing is known of ${id}: it is older than 30 days, or of another database.\n`);
      return NO;
    }
    io.stdout.write(told(found.value));
    return DONE;
  });
}

function told({ at, unit, person, code, sentence, key }: Failure): string {
  return [
    `when      ${new Date(at).toISOString()}`,
    `who       ${person}`,
    `asked for ${unit}`,
    `code      ${code}`,
    `told      ${sentence}`,
    `in logs   "key":"${key}"`,
    '',
  ].join('\n');
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { store: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

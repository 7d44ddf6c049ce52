import { parseArgs } from 'node:util';
import type { Audit } from '../ports/audit.ts';
import { openMirror } from '../adapters/open-mirror.ts';
import { compareWithMirror } from './audit/compare-mirror.ts';
import { withAudit } from './open-store.ts';
import { DONE, NO, withExitCode, WrongUse, type CommandIo } from './exit.ts';

const HELP = `Usage: trailbolt verify audit [--store sqlite:<path>|dynamodb:<table>] [--mirror s3://<bucket>/<prefix>]

Looks at every chain of the audit, and at the register of all chains: that no record was altered, removed, exchanged or
put in. Without --store it is the audit that TRAILBOLT_AUDIT_STORE names. With a mirror (TRAILBOLT_AUDIT_MIRROR unless
given) it also says what was copied there and is no longer in the audit, or never was copied.

Exit codes:
  0   every chain holds, and is as the mirror has it
  1   some chain is broken, or not as the mirror has it; each is named with its first link of that kind
  2   wrong use, or an audit that cannot be read
`;

/** Records younger than this may still be on their way to the mirror, in milliseconds. */
const ON_THE_WAY_MS = 10 * 60_000;

/** The chain that registers the others: what is wrong with it may hide a chain that was removed. */
const REGISTER = 'chains';

/** `trailbolt verify audit`. Gives the exit code. */
export async function verify(args: readonly string[], io: CommandIo): Promise<number> {
  return withExitCode(io, async () => {
    const { what, store, mirror, help } = readOptions(args);
    if (help) {
      io.stdout.write(HELP);
      return DONE;
    }
    if (what !== 'audit') throw new WrongUse(`Expected: trailbolt verify audit.\n\n${HELP}`);
    const location = mirror ?? io.env?.['TRAILBOLT_AUDIT_MIRROR'];
    if (location !== undefined && !/^s3:\/\/[^/]+/.test(location))
      throw new WrongUse('Expected --mirror s3://<bucket>/<prefix>.');
    return withAudit(io, store, async (audit) => {
      const own = await verifyAll(audit, io);
      const copied = location === undefined ? DONE : await compare(audit, location, io);
      return own === DONE ? copied : own;
    });
  });
}

async function verifyAll(audit: Audit, io: CommandIo): Promise<number> {
  let [broken, records] = [0, 0];
  const chains = await audit.chains();
  for (const chain of [REGISTER, ...chains]) {
    const link = await audit.verify(chain);
    if (link === undefined) records += chain === REGISTER ? 0 : (await audit.read(chain)).length;
    else {
      broken += 1;
      io.stdout.write(`${chain}: broken at record ${link.seq}: ${link.problem}\n`);
    }
  }
  io.stdout.write(
    broken === 0
      ? `${records} records in ${chains.length} chains hold\n`
      : `${broken} of ${chains.length + 1} chains are broken\n`,
  );
  return broken === 0 ? DONE : NO;
}

async function compare(audit: Audit, location: string, io: CommandIo): Promise<number> {
  const { differences, equal, onTheWay } = await compareWithMirror(
    audit,
    openMirror(location),
    Date.now() - ON_THE_WAY_MS,
  );
  for (const { chain, seq, problem } of differences) io.stdout.write(`${chain}: record ${seq}: ${problem}\n`);
  const waiting = onTheWay === 0 ? '' : `, ${onTheWay} not copied yet`;
  io.stdout.write(
    differences.length === 0
      ? `${equal} records are as the mirror has them${waiting}\n`
      : `${differences.length} chains are not as the mirror has them${waiting}\n`,
  );
  return differences.length === 0 ? DONE : NO;
}

interface Options {
  readonly what: string | undefined;
  readonly store: string | undefined;
  readonly mirror: string | undefined;
  readonly help: boolean;
}

function readOptions(args: readonly string[]): Options {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: 'string' },
        mirror: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { store, mirror, help } = values;
    return { what: positionals.length === 1 ? positionals[0] : undefined, store, mirror, help };
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

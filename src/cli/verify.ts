import { parseArgs } from 'node:util';
import type { Audit } from '../ports/audit.ts';
import { withAudit } from './open-store.ts';
import { DONE, NO, withExitCode, WrongUse, type CommandIo } from './exit.ts';

const HELP = `Usage: trailbolt verify audit [--store sqlite:<path>|dynamodb:<table>]

Looks at every chain of the audit, and at the register of all chains: that no record was altered, removed, exchanged or
put in. Without --store it is the audit that TRAILBOLT_AUDIT_STORE names.

Exit codes:
  0   every chain holds
  1   some chain is broken; each is named with its first broken link
  2   wrong use, or an audit that cannot be read
`;

/** The chain that registers the others: what is wrong with it may hide a chain that was removed. */
const REGISTER = 'chains';

/** `trailbolt verify audit`. Gives the exit code. */
export async function verify(args: readonly string[], io: CommandIo): Promise<number> {
  return withExitCode(io, async () => {
    const { what, store, help } = readOptions(args);
    if (help) {
      io.stdout.write(HELP);
      return DONE;
    }
    if (what !== 'audit') throw new WrongUse(`Expected: trailbolt verify audit.\n\n${HELP}`);
    return withAudit(io, store, (audit) => verifyAll(audit, io));
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

function readOptions(args: readonly string[]): { what: string | undefined; store: string | undefined; help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { store: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return { what: positionals.length === 1 ? positionals[0] : undefined, store: values.store, help: values.help };
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

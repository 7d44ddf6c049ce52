import { existsSync } from 'node:fs';
import { createAudit } from '../../adapters/audit.ts';
import { openStore } from '../../adapters/open-store.ts';
import type { Audit } from '../../ports/audit.ts';
import { WrongUse, type CommandIo } from '../exit.ts';

/**
 * Reads in the audit that `--store`, or else the environment, names.
 * @throws WrongUse where none is named, or a file that is not there: an empty audit would seem to be in order.
 */
export async function withAudit<T>(
  io: CommandIo,
  named: string | undefined,
  work: (audit: Audit) => Promise<T>,
): Promise<T> {
  const spec = named ?? io.env?.['TRAILBOLT_AUDIT_STORE'] ?? '';
  if (!/^(sqlite|dynamodb):.+$/.test(spec))
    throw new WrongUse('Expected --store or TRAILBOLT_AUDIT_STORE: sqlite:<path> or dynamodb:<table>.');
  if (spec.startsWith('sqlite:') && !existsSync(spec.slice('sqlite:'.length)))
    throw new WrongUse(`There is no file ${spec.slice('sqlite:'.length)}.`);
  const store = await openStore(spec);
  try {
    return await work(createAudit(store));
  } finally {
    await store.close();
  }
}

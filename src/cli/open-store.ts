import { existsSync } from 'node:fs';
import { createAudit } from '../adapters/audit.ts';
import { openStore } from '../adapters/open-store.ts';
import type { Audit } from '../ports/audit.ts';
import type { Store } from '../ports/store.ts';
import { WrongUse, type CommandIo } from './exit.ts';

/**
 * Reads in the store that `--store`, or else the environment, names.
 * @throws WrongUse where none is named, or a file that is not there: an empty store would seem to be in order.
 */
export async function withStore<T>(
  io: CommandIo,
  setting: 'TRAILBOLT_STORE' | 'TRAILBOLT_AUDIT_STORE',
  named: string | undefined,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const spec = named ?? io.env?.[setting] ?? '';
  if (!/^(sqlite|dynamodb):.+$/.test(spec))
    throw new WrongUse(`Expected --store or ${setting}: sqlite:<path> or dynamodb:<table>.`);
  if (spec.startsWith('sqlite:') && !existsSync(spec.slice('sqlite:'.length)))
    throw new WrongUse(`There is no file ${spec.slice('sqlite:'.length)}.`);
  const store = await openStore(spec);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Reads in the audit. @throws WrongUse as {@link withStore}. */
export async function withAudit<T>(
  io: CommandIo,
  named: string | undefined,
  work: (audit: Audit) => Promise<T>,
): Promise<T> {
  return withStore(io, 'TRAILBOLT_AUDIT_STORE', named, (store) => work(createAudit(store)));
}

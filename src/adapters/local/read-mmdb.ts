import { readFile } from 'node:fs/promises';
import { Reader, type Response } from 'mmdb-lib';

/** What a MaxMind DB file has under an address; null where it has nothing. */
export type ReadMmdb = (address: string) => Response | null;

/**
 * Reads a whole MaxMind DB file. Apart from who uses it, so that the library loads with the first address only.
 * @throws Error where the file is missing or is no database.
 */
export async function readMmdb(file: string): Promise<ReadMmdb> {
  const reader = new Reader<Response>(await readFile(file));
  return (address) => reader.get(address);
}

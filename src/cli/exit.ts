import type { Writable } from 'node:stream';
import { TrailboltError } from '../errors.ts';

/** What a command prints to, and what it reads beside its arguments. */
export interface CommandIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const DONE = 0;
/** What was asked has the answer no. */
export const NO = 1;
const WRONG_USE = 2;

/** Thrown for wrong use and for what cannot be read: told to the user, exit code 2. */
export class WrongUse extends Error {}

/** Runs a command of the command line: what it throws of wrong use becomes a message and exit code 2. */
export async function withExitCode(io: CommandIo, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WrongUse) && !(error instanceof TrailboltError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return WRONG_USE;
  }
}

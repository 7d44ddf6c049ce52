import type { Writable } from 'node:stream';
import { readFile } from 'node:fs/promises';
import { parsePolicy } from '../../config/policy.ts';
import { describeError, TrailboltError } from '../../errors.ts';
import type { Policy } from '../../model/policy.ts';
import { actions } from '../../remediate/actions/index.ts';

/** What the commands print to, and what they read beside their arguments. */
export interface CommandIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export const DONE = 0;
/** What was asked has the answer no. */
export const NO = 1;
const WRONG_USE = 2;

/** Thrown for wrong use and files that cannot be read: told to the user, exit code 2. */
export class WrongUse extends Error {}

/**
 * The policy of a file, checked against the actions of this version.
 * @throws WrongUse where the file cannot be read; TrailboltError `policy.invalid`.
 */
export async function readPolicy(file: string): Promise<Policy> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new WrongUse(`${file} cannot be read: ${describeError(error)}`);
  }
  return parsePolicy(
    text,
    file,
    actions.map((action) => action.id),
  );
}

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

import { readFile } from 'node:fs/promises';
import { parsePolicy } from '../../config/policy.ts';
import { describeError } from '../../errors.ts';
import type { Policy } from '../../model/policy.ts';
import { actions } from '../../remediate/actions/index.ts';
import { WrongUse } from '../exit.ts';

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

import { readFile } from 'node:fs/promises';
import { parsePolicy } from '../config/policy.ts';
import type { Placeholders } from '../detect/sigma/placeholders.ts';
import { TrailboltError } from '../errors.ts';

/**
 * What placeholders in rules stand for: what the policy file says, none without one.
 * @throws TrailboltError `policy.unreadable`, or `policy.invalid` with every problem of the file.
 */
export async function policyPlaceholders(path: string | undefined): Promise<Placeholders> {
  if (path === undefined) return {};
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new TrailboltError('policy.unreadable', `The policy ${path} cannot be read.`, { cause });
  }
  return parsePolicy(text, path).placeholders ?? {};
}

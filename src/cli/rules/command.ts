import type { Readable } from 'node:stream';
import type { Placeholders } from '../../detect/sigma/placeholders.ts';
import type { SigmaRule } from '../../detect/sigma/types.ts';
import { builtinRules } from '../../detect/rules/builtin.ts';
import { readRuleFiles } from '../../detect/load-rules.ts';
import { TrailboltError } from '../../errors.ts';
import type { Printer } from '../scan/printer.ts';
import { policyPlaceholders } from '../policy-placeholders.ts';
import { findRuleFiles } from './rule-files.ts';

/** What a command of `trailbolt rules` runs with. */
export interface RulesContext {
  readonly positionals: readonly string[];
  readonly format: 'table' | 'ndjson';
  /** Rule files and folders of the user's own. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  /** The policy file that says what placeholders in rules stand for. */
  readonly policy: string | undefined;
  readonly out: Printer;
  readonly err: Printer;
  readonly stdin: Readable;
}

/** The commands' exit codes; what 0 and 1 mean is each command's own. */
export const WRONG_USE = 2;

/** Thrown for wrong use and rules that do not load: told to the user, exit code 2. */
export class WrongUse extends Error {}

/** What the policy says of placeholders. A policy that cannot be read is wrong use. */
export async function placeholdersOf(policy: string | undefined): Promise<Placeholders> {
  try {
    return await policyPlaceholders(policy);
  } catch (error) {
    if (error instanceof TrailboltError) throw new WrongUse(error.message);
    throw error;
  }
}

/**
 * The rules that a command is about: the built-in ones, unless they are not wanted, and the user's own. A file stands in for the
 * built-in one that it `replaces`, of which it may be a copy.
 */
export async function loadRules(
  { rules, builtin, policy }: Pick<RulesContext, 'rules' | 'builtin' | 'policy'>,
  replaces?: string,
): Promise<readonly SigmaRule[]> {
  const found = await findRuleFiles(rules);
  if ('wrong' in found) throw new WrongUse(found.wrong);
  const placeholders = await placeholdersOf(policy);
  const known = builtin ? builtinRules.filter(({ file }) => file !== replaces) : [];
  try {
    return readRuleFiles(found.files, '.', { known, placeholders });
  } catch (error) {
    if (error instanceof TrailboltError) throw new WrongUse(error.message);
    throw error;
  }
}

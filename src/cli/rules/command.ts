import type { Readable } from 'node:stream';
import type { SigmaRule } from '../../detect/sigma/types.ts';
import { builtinRules } from '../../detect/rules/builtin.ts';
import { readRuleFiles } from '../../detect/load-rules.ts';
import { TrailboltError } from '../../errors.ts';
import type { Printer } from '../scan/printer.ts';
import { findRuleFiles } from './rule-files.ts';

/** What a command of `trailbolt rules` runs with. */
export interface RulesContext {
  readonly positionals: readonly string[];
  readonly format: 'table' | 'ndjson';
  /** Rule files and folders of the user's own. */
  readonly rules: readonly string[];
  readonly builtin: boolean;
  readonly out: Printer;
  readonly err: Printer;
  readonly stdin: Readable;
}

/** The commands' exit codes; what 0 and 1 mean is each command's own. */
export const WRONG_USE = 2;

/** Thrown for wrong use and rules that do not load: told to the user, exit code 2. */
export class WrongUse extends Error {}

/** The rules that a command is about: the built-in ones, unless they are not wanted, and the user's own. */
export async function loadRules({
  rules,
  builtin,
}: Pick<RulesContext, 'rules' | 'builtin'>): Promise<readonly SigmaRule[]> {
  const found = await findRuleFiles(rules);
  if ('wrong' in found) throw new WrongUse(found.wrong);
  try {
    return readRuleFiles(found.files, '.', { known: builtin ? builtinRules : [] });
  } catch (error) {
    if (error instanceof TrailboltError) throw new WrongUse(error.message);
    throw error;
  }
}

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TrailboltError } from '../errors.ts';
import { loadSigma } from './sigma/load.ts';
import type { SigmaProblem, SigmaRule } from './sigma/types.ts';

/**
 * Reads rule files. `files` are named as given in problems and in `SigmaRule.file`, and found below `folder`.
 * @throws TrailboltError `rules.unreadable` for a file that cannot be read; `rules.invalid` naming every problem of every
 * file.
 */
export function readRuleFiles(files: readonly string[], folder = '.'): readonly SigmaRule[] {
  const rules: SigmaRule[] = [];
  const problems: SigmaProblem[] = [];
  for (const file of files) {
    const load = loadSigma(readText(resolve(folder, file), file), file);
    if (load.ok) rules.push(...load.rules);
    else problems.push(...load.problems);
  }
  if (problems.length > 0) {
    const lines = problems.map(
      ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code}: ${message}`,
    );
    throw new TrailboltError('rules.invalid', `The rules do not load:\n${lines.join('\n')}`, { details: { problems } });
  }
  return rules;
}

/**
 * One list out of several, in order.
 * @throws TrailboltError `rules.duplicate-id` when two rules share an id: alerts and mutes go by it.
 */
export function joinRules(...lists: readonly (readonly SigmaRule[])[]): readonly SigmaRule[] {
  const byId = new Map<string, SigmaRule>();
  for (const rule of lists.flat()) {
    const other = byId.get(rule.id);
    if (other !== undefined) {
      throw new TrailboltError(
        'rules.duplicate-id',
        `The rules "${other.title}" (${other.file}) and "${rule.title}" (${rule.file}) have the same id ${rule.id}; ` +
          'expected each rule once, with an id of its own.',
      );
    }
    byId.set(rule.id, rule);
  }
  return [...byId.values()];
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TrailboltError('rules.unreadable', `The rule file ${file} cannot be read.`, { cause });
  }
}

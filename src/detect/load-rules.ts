import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TrailboltError } from '../errors.ts';
import { DERIVED_FIELDS } from './derived-fields.ts';
import { loadSigmaFiles } from './sigma/load.ts';
import type { LoadOptions, SigmaSource } from './sigma/load.ts';
import type { SigmaLoad, SigmaProblem, SigmaRule } from './sigma/types.ts';

/** {@link loadSigmaFiles} for rules over CloudTrail records with the fields that Trailbolt adds. */
export function loadRuleSources(
  sources: readonly SigmaSource[],
  options: Omit<LoadOptions, 'derived'> = {},
): SigmaLoad {
  return loadSigmaFiles(sources, { ...options, derived: DERIVED_FIELDS });
}

/**
 * Reads rule files that belong together: each may refer to rules of the others, and of `known`. Gives the known rules first,
 * with the filters of the files applied to them. `files` are named as given in problems and in `SigmaRule.file`, and found
 * below `folder`.
 * @throws TrailboltError `rules.unreadable` for a file that cannot be read; `rules.invalid` naming every problem of every
 * file.
 */
export function readRuleFiles(
  files: readonly string[],
  folder = '.',
  options: Omit<LoadOptions, 'derived'> = {},
): readonly SigmaRule[] {
  const sources = files.map((file) => ({ file, text: readText(resolve(folder, file), file) }));
  const load = loadRuleSources(sources, options);
  if (load.ok) return load.rules;
  const { problems } = load;
  const lines = problems.map(problemLine);
  throw new TrailboltError('rules.invalid', `The rules do not load:\n${lines.join('\n')}`, { details: { problems } });
}

export function problemLine({ file, line, column, code, message }: SigmaProblem): string {
  return `${file}:${line}:${column} ${code}: ${message}`;
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TrailboltError('rules.unreadable', `The rule file ${file} cannot be read.`, { cause });
  }
}

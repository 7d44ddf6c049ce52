import { findFiles } from '../scan/find-files.ts';

const RULE_FILE = /\.ya?ml$/iu;

/** The rule files that paths stand for, or a sentence about a path that gives none. */
export async function findRuleFiles(
  paths: readonly string[],
): Promise<{ readonly files: readonly string[] } | { readonly wrong: string }> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await Array.fromAsync(findFiles(path, RULE_FILE));
    if (found.length === 0) return { wrong: `${path} holds no rule; expected files named .yml or .yaml.` };
    for (const entry of found) {
      if ('problem' in entry) return { wrong: `The rules in ${entry.path} cannot be read: ${entry.problem}` };
      files.push(entry.file);
    }
  }
  return { files };
}

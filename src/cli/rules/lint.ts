import { readFile } from 'node:fs/promises';
import { loadRuleSources, problemLine } from '../../detect/load-rules.ts';
import { builtinRules } from '../../detect/rules/builtin.ts';
import { visible } from '../scan/print.ts';
import { counted } from '../scan/tally.ts';
import { placeholdersOf, WrongUse } from './command.ts';
import type { RulesContext } from './command.ts';
import { findRuleFiles } from './rule-files.ts';

/** `trailbolt rules lint <files>`: every problem of the files, one a line. Exit code 0 for none, 1 for some. */
export async function lint({ positionals, rules, builtin, policy, format, out, err }: RulesContext): Promise<number> {
  const paths = [...positionals, ...rules];
  if (paths.length === 0) throw new WrongUse('No file given; expected at least one rule file or folder.');
  const found = await findRuleFiles(paths);
  if ('wrong' in found) throw new WrongUse(found.wrong);
  const sources = await Promise.all(
    found.files.map(async (file) => {
      try {
        return { file, text: await readFile(file, 'utf8') };
      } catch {
        throw new WrongUse(`The rule file ${file} cannot be read.`);
      }
    }),
  );
  const known = builtin ? builtinRules : [];
  const load = loadRuleSources(sources, { known, placeholders: await placeholdersOf(policy) });
  const problems = load.ok ? [] : load.problems;
  for (const problem of problems) {
    await out.print(format === 'ndjson' ? `${JSON.stringify(problem)}\n` : `${visible(problemLine(problem))}\n`);
  }
  const sum = load.ok
    ? `${counted(load.rules.length - known.length, 'rule')}, no problem`
    : counted(problems.length, 'problem');
  await err.print(`${counted(sources.length, 'file')}, ${sum}\n`);
  return problems.length === 0 ? 0 : 1;
}

import { TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';
import { DONE, NO, WrongUse, type CommandIo } from '../exit.ts';
import { readPolicy } from './read.ts';

/** `trailbolt policy check <file>`: every problem of a policy file, one a line. Exit code 1 where there is any. */
export async function check(files: readonly string[], io: CommandIo): Promise<number> {
  if (files.length === 0) throw new WrongUse('Expected a policy file.');
  let code = DONE;
  for (const file of files) {
    try {
      const { digest, accounts, approvals } = await readPolicy(file);
      const rules =
        approvals.length === 0
          ? 'no approval rules: nobody may approve anything'
          : `${approvals.length} approval rules`;
      io.stdout.write(`${file}: good, ${accounts.length} accounts, ${rules}, digest ${digest}\n`);
    } catch (error) {
      if (!(error instanceof TrailboltError)) throw error;
      io.stdout.write(`${problemsOf(error, file).join('\n')}\n`);
      code = NO;
    }
  }
  return code;
}

/** One line each, as compilers write them: `file:line:column path: what was expected`. */
function problemsOf(error: TrailboltError, file: string): readonly string[] {
  const { problems } = error.details;
  if (!Array.isArray(problems)) return [`${file}: ${error.message}`];
  return problems.map((problem: unknown) => {
    const { line = 1, column = 1, path = '', message = '' } = isObject(problem) ? problem : {};
    return `${file}:${String(line)}:${String(column)} ${path === '' ? '' : `${String(path)}: `}${String(message)}`;
  });
}

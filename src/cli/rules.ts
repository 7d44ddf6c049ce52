import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Writable } from 'node:stream';
import { createPrinter } from './scan/printer.ts';
import { WRONG_USE, WrongUse } from './rules/command.ts';
import type { RulesContext } from './rules/command.ts';
import { coverage } from './rules/coverage.ts';
import { explain } from './rules/explain.ts';
import { lint } from './rules/lint.ts';
import { list } from './rules/list.ts';
import { test } from './rules/test.ts';

export interface RulesIo {
  readonly stdin?: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const COMMANDS: Readonly<Record<string, (context: RulesContext) => Promise<number>>> = {
  list,
  lint,
  test,
  explain,
  coverage,
};

const HELP = `Usage: trailbolt rules <command> [options]

Commands:
  list                     the rules that would run
  lint <file or folder>... every problem of rule files
  test <file or folder>... run rules over the samples beside them: those of own.yml are own.samples/hit-*.json and
                           own.samples/miss-*.json, each one JSON event or a list of events
  explain <rule> <record>  which parts of a rule hold for an event, with the values seen. The rule is an id, a name or
                           a rule file; the record a file with one JSON event of any kind, or “-” for standard input.
                           Of a list of events: at which of them a correlation, or a rule with first_seen, matches
  coverage                 ATT&CK techniques, and the rules that are about them

Options:
  --rules <file|folder>    also these Sigma rules (.yml, .yaml); may be repeated
  --no-builtin             without the rules that come with Trailbolt
  --policy <file>          the policy that says what placeholders in rules (%name%) stand for
  --format table|ndjson    for people (the default), or one JSON object per line
  --help                   print this

Exit codes:
  0   done; lint: no problem; test: all as expected; explain: the rule matches
  1   lint: problems; test: some sample is not as expected; explain: the rule does not match
  2   wrong use, or rules or events that cannot be read
`;

/** `trailbolt rules`: looks at rules, instead of running them. Gives the exit code. */
export async function rules(args: readonly string[], io: RulesIo): Promise<number> {
  const out = createPrinter(io.stdout);
  const err = createPrinter(io.stderr);
  try {
    const options = readOptions(args);
    if (options === 'help') {
      await out.print(HELP);
      return 0;
    }
    return await options.run({ ...options, out, err, stdin: io.stdin ?? Readable.from([]) });
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    await err.print(`${error.message}\n`);
    return WRONG_USE;
  } finally {
    out.release();
    err.release();
  }
}

type Options = Pick<RulesContext, 'positionals' | 'format' | 'rules' | 'builtin' | 'policy'> & {
  run(context: RulesContext): Promise<number>;
};

function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [name = '', ...rest] = positionals;
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) {
    const what = name === '' ? 'No command given' : `There is no command ${JSON.stringify(name)}`;
    throw new WrongUse(`${what}; expected one of ${Object.keys(COMMANDS).join(', ')}.\n\n${HELP}`);
  }
  const { format } = values;
  if (format !== 'table' && format !== 'ndjson') {
    throw new WrongUse(`Unknown format ${JSON.stringify(format)}; expected ndjson or table.`);
  }
  return { run, positionals: rest, format, rules: values.rules, builtin: !values['no-builtin'], policy: values.policy };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rules: { type: 'string', multiple: true, default: [] },
        'no-builtin': { type: 'boolean', default: false },
        policy: { type: 'string' },
        format: { type: 'string', default: 'table' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : 'The arguments cannot be read.'}\n\n${HELP}`);
  }
}

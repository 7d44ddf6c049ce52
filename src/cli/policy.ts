import { check } from './policy/check.ts';

import { explain } from './policy/explain.ts';
import { route } from './policy/route.ts';
import { withExitCode, WrongUse, type CommandIo } from './exit.ts';

const COMMANDS: Readonly<Record<string, (args: readonly string[], io: CommandIo) => Promise<number>>> = {
  check,
  explain,
  route,
};

const HELP = `Usage: trailbolt policy <command> <file> [options]

Commands:
  check <file>...          every problem of policy files, each with its line and column
  explain <file>           who could approve an action on an account, and why others could not; asks nobody but the file
  route <file>             which channel a case would begin in, and who is called to it

Options of route:
  --account <id|alias>     where
  --level <level>          informational, low, medium, high or critical
  --rule <id>              the rule that fired

Options of explain:
  --action <id>            the action, e.g. terminate-instance
  --account <id|alias>     where
  --person <U…>            only about this person
  --requester <U…>         who asks for it
  --suspect <principal>    who is behind the case, as the policy's people name them; may be repeated. Without any, nobody
                           knows who it is
  --tag <key=value>        a tag of the target; may be repeated
  --group <S…=U…,U…>       who is in a user group, which only Slack knows; may be repeated
  --at <time>              when, for the quiet hours; now unless given
  --help                   print this

Exit codes:
  0   check: no problem; explain: enough people could approve, or the person could
  1   check: problems; explain: too few people could approve, or the person could not
  2   wrong use, or a file that cannot be read; explain: a policy with problems
`;

/** `trailbolt policy`: looks at a policy file, offline. Gives the exit code. */
export async function policy(args: readonly string[], io: CommandIo): Promise<number> {
  return withExitCode(io, async () => {
    const [name = '', ...rest] = args;
    if (args.includes('--help') || args.includes('-h')) {
      io.stdout.write(HELP);
      return 0;
    }
    const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (run === undefined) {
      const what = name === '' ? 'No command given' : `There is no command ${JSON.stringify(name)}`;
      throw new WrongUse(`${what}; expected one of ${Object.keys(COMMANDS).join(', ')}.\n\n${HELP}`);
    }
    return run(rest, io);
  });
}

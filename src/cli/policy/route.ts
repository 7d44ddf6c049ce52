import { parseArgs } from 'node:util';
import { routeAlert } from '../../cases/route-alert.ts';
import { LEVELS } from '../../model/level.ts';
import { DONE, WrongUse, type CommandIo } from '../exit.ts';
import { readPolicy } from './read.ts';

/** `trailbolt policy route <file> --account … --level …`: which channel such a case would begin in, and why. */
export async function route(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parse(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new WrongUse('Expected one policy file.');
  const level = LEVELS.find((known) => known === values.level);
  if (level === undefined) throw new WrongUse(`--level: expected one of ${LEVELS.join(', ')}.`);
  if (values.account === undefined) throw new WrongUse('--account: expected an account id or alias.');
  const policy = await readPolicy(file);
  const account = policy.accounts.find(({ id, alias }) => id === values.account || alias === values.account);
  const { channel, route: decides } = routeAlert(policy, {
    account: account?.id ?? values.account,
    level,
    ...(values.rule === undefined ? {} : { rule: [values.rule] }),
  });
  const who = account === undefined ? `${values.account} (not in the policy)` : `${account.alias} (${account.id})`;
  const why = decides === undefined ? 'no route fits, so it is the alerts channel' : `route “${decides.name}” decides`;
  io.stdout.write(`${level} in ${who}: ${channel}, ${why}\n`);
  const { escalation } = policy;
  if (level === 'critical')
    io.stdout.write(
      escalation === undefined
        ? 'Nobody is called where nobody acknowledges it: the policy has no escalation.\n'
        : `Where nobody acknowledges it: ${escalation.mention.join(', ')} after ${escalation.mentionAfter / 60} minutes${
            escalation.pager === undefined ? '' : `, ${escalation.pager.topic} after ${escalation.pager.after / 60}`
          }.\n`,
    );
  return DONE;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { account: { type: 'string' }, level: { type: 'string' }, rule: { type: 'string' } },
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

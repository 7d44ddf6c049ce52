import { parseArgs } from 'node:util';
import { forbidden, requirementsFor, type Requirements } from '../../approve/requirements.ts';
import type { Policy } from '../../model/policy.ts';
import { actions } from '../../remediate/actions/index.ts';
import { columns } from '../rules/columns.ts';
import { DONE, NO, WrongUse, type CommandIo } from '../exit.ts';
import { readPolicy } from './read.ts';
import { answersTo, candidatesOf, planOf, type Asked } from './question.ts';

/**
 * `trailbolt policy explain <file> --action … --account …`: who could approve, and why others could not. Exit code 1
 * where the policy lets nobody, too few, or not the person that was asked about.
 */
export async function explain(args: readonly string[], io: CommandIo): Promise<number> {
  const { file, person, ...rest } = readOptions(args);
  const policy = await readPolicy(file);
  const asked = askedOf(policy, rest);
  const say = (line: string): void => void io.stdout.write(`${line}\n`);
  const alias = policy.accounts.find(({ id }) => id === asked.account)?.alias ?? 'not in the policy';
  say(`${asked.action.id} (${asked.action.risk}) on account ${asked.account} (${alias})`);
  const never = forbidden(policy, planOf(asked));
  const needed = requirementsFor(policy, planOf(asked), asked.suspects, asked.at);
  if (never !== undefined || needed === undefined) {
    say(never?.reason ?? `No approval rule covers it, so nobody may approve it.`);
    return NO;
  }
  for (const line of inWords(needed)) say(line);
  say('');
  const { people, unknown } = candidatesOf(asked);
  const shown = person === undefined ? people : [person];
  const answers = shown.map((id) => ({ id, ...answersTo(asked, id) }));
  const rows = answers.map(({ id, usual, alone }) => [
    id,
    nameOf(policy, id),
    alone.allow ? 'in an emergency' : 'never',
    usual.allow ? 'may approve' : `may not (${usual.code}): ${usual.reason}`,
  ]);
  io.stdout.write(columns([['WHO', 'NAME', 'ALONE', 'WITH OTHERS'], ...rows]));
  if (person !== undefined) return answers.some(({ usual }) => usual.allow) ? DONE : NO;
  const relevant = unknown.filter((subject) => needed.rules.some((rule) => rule.approvers.includes(subject)));
  for (const subject of relevant)
    say(
      subject === 'members'
        ? 'members: every full member of the workspace; ask about one with --person.'
        : `${subject}: only Slack knows who is in it; say it with --group ${subject}=U…,U….`,
    );
  const able = answers.filter(({ usual }) => usual.allow).length;
  say('');
  if (able >= needed.quorum) say(`Enough: ${able} could approve, ${needed.quorum} must.`);
  else if (relevant.length > 0)
    say(`${able} of ${needed.quorum} are known by name; the rest has to come from ${relevant.join(', ')}.`);
  else say(`Not enough: ${able} could approve, ${needed.quorum} must.`);
  return able >= needed.quorum || relevant.length > 0 ? DONE : NO;
}

function inWords({
  rules,
  quorum,
  raisedBy,
  allowSelf,
  requestLifetime,
  reasonLength,
}: Requirements): readonly string[] {
  const [deciding, ...besides] = rules;
  return [
    `Rule “${deciding.name}” decides.`,
    ...besides.map((rule) => `Besides, rule “${rule.name}” holds because of a tag.`),
    `${quorum} must approve${raisedBy.length === 0 ? '' : `; more because of: ${raisedBy.join('; ')}`}.`,
    `Who asked ${allowSelf ? 'counts' : 'does not count'}. A request ends after ${requestLifetime / 60} minutes; its reason needs ${reasonLength} characters.`,
  ];
}

function nameOf(policy: Policy, id: string): string {
  return policy.people.find((entry) => entry.slack === id)?.name ?? '';
}

type Options = ReturnType<typeof parse>;

function readOptions(args: readonly string[]): { file: string; person: string | undefined; values: Options['values'] } {
  const { values, positionals } = parse(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new WrongUse('Expected one policy file.');
  return { file, person: values.person, values };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        action: { type: 'string' },
        account: { type: 'string' },
        person: { type: 'string' },
        requester: { type: 'string' },
        suspect: { type: 'string', multiple: true, default: [] },
        tag: { type: 'string', multiple: true, default: [] },
        group: { type: 'string', multiple: true, default: [] },
        at: { type: 'string' },
      },
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function askedOf(policy: Policy, { values }: { values: Options['values'] }): Asked {
  const action = actions.find(({ id }) => id === values.action);
  if (action === undefined) throw new WrongUse(`--action: expected one of ${actions.map(({ id }) => id).join(', ')}.`);
  const account = policy.accounts.find(({ id, alias }) => id === values.account || alias === values.account);
  if (values.account === undefined) throw new WrongUse('--account: expected an account id or alias.');
  const at = values.at === undefined ? Date.now() : Date.parse(values.at);
  if (!Number.isFinite(at)) throw new WrongUse('--at: expected a time such as 2026-01-31T22:30:00Z.');
  return {
    policy,
    action,
    account: account?.id ?? values.account,
    tags: values.tag.map((tag) => {
      const [key = '', ...value] = tag.split('=');
      if (key === '') throw new WrongUse('--tag: expected key=value.');
      return { key, value: value.join('=') };
    }),
    requester: values.requester,
    suspects: values.suspect,
    groups: new Map(values.group.map(readGroup)),
    at,
  };
}

function readGroup(words: string): [string, readonly string[]] {
  const [, group, users] = /^(S[A-Z0-9]+)=([UW][A-Z0-9]+(?:,[UW][A-Z0-9]+)*)?$/.exec(words) ?? [];
  if (group === undefined)
    throw new WrongUse('--group: expected S…=U…,U…, the ids of a user group and of its members.');
  return [group, users?.split(',') ?? []];
}

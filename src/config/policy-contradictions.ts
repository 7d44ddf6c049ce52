import type { Risk } from '../model/policy.ts';
import type { PolicyFile } from './policy-file.ts';
import { checkTelling, type Complain } from './policy-telling-contradictions.ts';

type Rule = PolicyFile['approvals'][number];

/** The ids that a policy may name; unset: not checked. */
export interface KnownIds {
  readonly actions?: readonly string[] | undefined;
  readonly triggers?: readonly string[] | undefined;
}

/**
 * What a schema cannot say: references between parts of the file. A part that is missing because it is not well-formed
 * has its own problems already, so nothing is held against it.
 */
export function findContradictions(file: Partial<PolicyFile>, known: KnownIds, complain: Complain): void {
  const { actions } = known;
  const { accounts = [], sources = [], people = [], approvals = [] } = file;
  const groups = file['account-groups'] ?? [];
  const unique = (list: readonly string[], where: string, what: string): void => {
    list.forEach((value, index) => {
      if (list.indexOf(value) !== index) complain([where, index], `${what} ${value} is listed twice`);
    });
  };
  unique(ids(accounts, 'id'), 'accounts', 'account');
  unique(ids(accounts, 'alias'), 'accounts', 'alias');
  unique(ids(groups, 'name'), 'account-groups', 'account group');
  unique(ids(sources, 'name'), 'sources', 'source');
  unique(ids(people, 'slack'), 'people', 'person');
  unique(ids(file.automations ?? [], 'name'), 'automations', 'automation');
  checkAccounts(file, complain);
  accounts.forEach((account, index) => {
    for (const key of ['read-role', 'act-role', 'iam-act-role'] as const) {
      const role = account[key];
      if (role !== undefined && role.split(':')[4] !== account.id)
        complain(['accounts', index, key], `expected a role of account ${account.id}`);
    }
    if (account['iam-act-role'] !== undefined && account['iam-act-role'] === account['act-role'])
      complain(['accounts', index, 'iam-act-role'], 'expected another role than act-role, which must not write to IAM');
  });
  approvals.forEach((rule, index) => {
    for (const action of rule.actions) {
      if (actions === undefined || actions.includes(action)) continue;
      complain(['approvals', index, 'actions'], `expected one of ${actions.join(', ')}, found ${action}`);
    }
    checkApprovers(rule, file, (message) => complain(['approvals', index, 'approvers'], message));
  });
  checkAutomations(file, known, complain);
  unique(ids(file.routing ?? [], 'name'), 'routing', 'route');
  checkTelling(file, complain);
  checkQuietHours(file['quiet-hours'], complain);
  if (file['break-glass'] !== undefined && file['break-glass'].channel === file.channels?.alerts)
    complain(['break-glass', 'channel'], 'expected another channel than channels.alerts, so that others are told');
}

/** An automation for what is not there would silently never act. */
function checkAutomations(file: Partial<PolicyFile>, known: KnownIds, complain: Complain): void {
  file.automations?.forEach((one, index) => {
    if (known.actions?.includes(one.action) === false)
      complain(['automations', index, 'action'], `expected one of ${known.actions.join(', ')}, found ${one.action}`);
    for (const id of one.after)
      if (known.triggers?.includes(id) === false)
        complain(
          ['automations', index, 'after'],
          `expected an inspector, or a rule that looks at single records, found ${id}`,
        );
  });
}

function ids<K extends string>(list: readonly Readonly<Record<K, string>>[], key: K): readonly string[] {
  return list.map((entry) => entry[key]);
}

/** Every account and group that is named must be there: a rule for one that is not would silently never fit. */
function checkAccounts(file: Partial<PolicyFile>, complain: Complain): void {
  const groups = file['account-groups'];
  if (file.accounts === undefined || groups === undefined) return;
  const known = new Set(file.accounts.map((account) => account.id));
  const names = new Set(groups.map((group) => group.name));
  const check = (list: readonly string[] | undefined, path: readonly (string | number)[]): void => {
    for (const name of list ?? []) {
      if (/^\d{12}$/.test(name) && !known.has(name)) complain(path, `account ${name} is not under accounts`);
      if (!/^\d{12}$/.test(name) && !names.has(name)) complain(path, `group ${name} is not under account-groups`);
    }
  };
  groups.forEach((group, index) => check(group.accounts, ['account-groups', index, 'accounts']));
  file.approvals?.forEach((rule, index) => check(rule.accounts, ['approvals', index, 'accounts']));
  file.automations?.forEach((one, index) => check(one.accounts, ['automations', index, 'accounts']));
  file.routing?.forEach((one, index) => check(one.accounts, ['routing', index, 'accounts']));
  check(file.protected?.accounts, ['protected', 'accounts']);
  check(file['break-glass']?.accounts, ['break-glass', 'accounts']);
}

function checkApprovers(rule: Rule, file: Partial<PolicyFile>, complain: (message: string) => void): void {
  if (rule.approvers.length === 0) {
    // A rule with tags may only raise the quorum of the rule that decides.
    if (rule.tags.length === 0) complain('expected at least one approver');
    return;
  }
  const fewest = fewestApprovers(rule, file['quiet-hours']?.['one-approval-more'] ?? []);
  // Groups and `members` may hold anybody; named users are all there are.
  if (new Set(rule.approvers).size < fewest.count && rule.approvers.every((subject) => /^[UW]/.test(subject)))
    complain(`expected at least ${fewest.count} people, ${fewest.reason}`);
}

/** With fewer than these, nobody could ever approve what the rule is about. */
function fewestApprovers(rule: Rule, quiet: readonly Risk[]): { count: number; reason: string } {
  if (rule.risks.includes('destructive'))
    return {
      count: (rule.quorum ?? 2) + 1,
      reason: 'since a destructive action needs one approval more where the actor is unknown',
    };
  const atNight = rule.risks.find((risk) => quiet.includes(risk));
  if (atNight !== undefined)
    return {
      count: (rule.quorum ?? 1) + 1,
      reason: `since a ${atNight} action needs one approval more in quiet hours`,
    };
  // A rule that names no risk may be about actions that need few, so it is held to what every action needs.
  return { count: rule.quorum ?? 1, reason: 'as many as must approve' };
}

function checkQuietHours(hours: PolicyFile['quiet-hours'], complain: Complain): void {
  if (hours === undefined) return;
  if ((hours.from === undefined) !== (hours.to === undefined))
    complain(['quiet-hours'], 'expected both from and to, or neither');
  else if (hours.from === undefined && hours.days.length === 0)
    complain(['quiet-hours'], 'expected from and to, or days');
  else if (hours.from !== undefined && hours.from === hours.to)
    complain(['quiet-hours', 'to'], 'expected another time than from; whole days are named under days');
}

import { createHash } from 'node:crypto';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import { policyFile, type PolicyFile } from './policy-file.ts';
import { issueProblems, plainValue, positionOf, yamlProblems, type PolicyProblem } from './policy-problems.ts';

/**
 * Reads a policy file: YAML text into a validated policy.
 * @param actions the ids of the actions there are: a rule that names another would silently never fit, and let a looser
 * one after it decide. Unset: not checked.
 * @throws TrailboltError `policy.invalid` whose message names every problem with file, line, column and what was expected.
 */
export function parsePolicy(source: string, file: string, actions?: readonly string[]): Policy {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const read = document.errors.length > 0 ? yamlProblems(document) : readPolicyFile(document, lines, actions);
  if (!Array.isArray(read)) return toPolicy(read, createHash('sha256').update(source).digest('hex'));
  const list = read.map(
    ({ line, column, path, message }) => `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`,
  );
  const count = list.length === 1 ? 'a problem' : `${list.length} problems`;
  throw new TrailboltError('policy.invalid', `The policy has ${count}: ${list.join('; ')}.`, {
    details: { problems: read },
  });
}

function readPolicyFile(
  document: Document,
  lines: LineCounter,
  actions: readonly string[] | undefined,
): PolicyFile | PolicyProblem[] {
  const plain = plainValue(document, lines);
  if ('problem' in plain) return [plain.problem];
  const parsed = policyFile.safeParse(plain.value);
  if (!parsed.success) return parsed.error.issues.flatMap((issue) => issueProblems(issue, document, lines));
  const problems = contradictions(parsed.data, document, lines, actions);
  return problems.length > 0 ? problems : parsed.data;
}

/** What a schema cannot say: references between parts of the file. */
function contradictions(
  file: PolicyFile,
  document: Document,
  lines: LineCounter,
  actions: readonly string[] | undefined,
): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const known = new Set(file.accounts.map((account) => account.id));
  const complain = (path: readonly string[], message: string): void => {
    problems.push({ ...positionOf(document, lines, path), path: path.join('.'), message });
  };
  const unique = (list: readonly string[], where: string, what: string): void => {
    list.forEach((value, index) => {
      if (list.indexOf(value) !== index) complain([where, String(index)], `${what} ${value} is listed twice`);
    });
  };
  unique(
    file.accounts.map((account) => account.id),
    'accounts',
    'account',
  );
  unique(
    file.accounts.map((account) => account.alias),
    'accounts',
    'alias',
  );
  unique(
    file.sources.map((entry) => entry.name),
    'sources',
    'source',
  );
  unique(
    file.people.map((entry) => entry.slack),
    'people',
    'person',
  );
  file.approvals.forEach((rule, index) => {
    for (const action of rule.actions) {
      if (actions === undefined || actions.includes(action)) continue;
      complain(['approvals', String(index), 'actions'], `expected one of ${actions.join(', ')}, found ${action}`);
    }
    for (const account of rule.accounts) {
      if (!known.has(account))
        complain(['approvals', String(index), 'accounts'], `account ${account} is not under accounts`);
    }
    const fewest = fewestApprovers(rule);
    // Groups and `members` may hold anybody; named users are all there are.
    if (new Set(rule.approvers).size < fewest.count && rule.approvers.every((subject) => /^[UW]/.test(subject)))
      complain(['approvals', String(index), 'approvers'], `expected at least ${fewest.count} people, ${fewest.reason}`);
  });
  file.accounts.forEach((account, index) => {
    for (const key of ['read-role', 'act-role'] as const) {
      const role = account[key];
      if (role !== undefined && role.split(':')[4] !== account.id)
        complain(['accounts', String(index), key], `expected a role of account ${account.id}`);
    }
  });
  return problems;
}

/** With fewer than these, nobody could ever approve what the rule is about. */
function fewestApprovers(rule: PolicyFile['approvals'][number]): { count: number; reason: string } {
  if (rule.risks.includes('destructive'))
    return {
      count: (rule.quorum ?? 2) + 1,
      reason: 'since a destructive action needs one approval more where the actor is unknown',
    };
  // A rule that names no risk may be about actions that need few, so it is held to what every action needs.
  return { count: rule.quorum ?? 1, reason: 'as many as must approve' };
}

function toPolicy(file: PolicyFile, digest: string): Policy {
  const everyAccount = file.accounts.map((account) => account.id);
  return {
    digest,
    workspace: file.workspace,
    channels: {
      alerts: file.channels.alerts,
      ...(file.channels.audit === undefined ? {} : { audit: file.channels.audit }),
    },
    accounts: file.accounts.map((account) => ({
      id: account.id,
      alias: account.alias,
      regions: [...new Set(['us-east-1', ...account.regions])],
      ...(account['read-role'] === undefined ? {} : { readRole: account['read-role'] }),
      ...(account['act-role'] === undefined ? {} : { actRole: account['act-role'] }),
      ...(account['external-id'] === undefined ? {} : { externalId: account['external-id'] }),
    })),
    sources: file.sources.map((entry) => {
      const accounts = entry.accounts ?? everyAccount;
      if (entry.kind === 'logs')
        return { kind: entry.kind, name: entry.name, owner: entry.owner, logGroup: entry['log-group'], accounts };
      return { ...entry, accounts };
    }),
    people: file.people,
    roles: file.roles,
    approvals: file.approvals.map((rule) => ({
      name: rule.name,
      actions: rule.actions,
      accounts: rule.accounts,
      risks: rule.risks,
      approvers: rule.approvers,
      allowSelf: rule['allow-self'],
      ...(rule.quorum === undefined ? {} : { quorum: rule.quorum }),
    })),
    requestLifetime: file['request-lifetime-minutes'] * 60,
  };
}

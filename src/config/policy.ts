import { createHash } from 'node:crypto';
import { LineCounter, parseDocument, type Document } from 'yaml';
import * as z from 'zod';
import { TrailboltError } from '../errors.ts';
import { RISKS, type Policy } from '../model/policy.ts';

/** One thing wrong in the policy file. */
interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  /** Dotted path within the file. */
  readonly path: string;
  readonly message: string;
}

const accountId = z
  .string({ error: 'expected a twelve-digit account id in quotes' })
  .regex(/^\d{12}$/, 'expected a twelve-digit account id in quotes');
const arn = z.string().regex(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/, 'expected an ARN');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a Region such as eu-central-1');
const channel = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'expected a Slack channel id such as C0123ABCD (not its name)');
const userId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'expected a Slack user id such as U0123ABCD');
const subject = z
  .string()
  .regex(/^(members|[UWS][A-Z0-9]{2,})$/, 'expected a user id (U…), a user group id (S…) or members');
const strings = z.array(z.string()).default([]);

const sourceBase = { name: z.string().min(1), accounts: z.array(accountId).optional() };
const source = z.discriminatedUnion('kind', [
  z.strictObject({
    ...sourceBase,
    kind: z.literal('s3'),
    bucket: z.string().min(3),
    prefix: z.string().default(''),
    announcers: z.array(arn).default([]),
  }),
  z.strictObject({ ...sourceBase, kind: z.literal('logs'), 'log-group': z.string().min(1), owner: accountId }),
  z.strictObject({ ...sourceBase, kind: z.literal('eventbridge'), announcers: z.array(arn).default([]) }),
]);

const policyFile = z.strictObject({
  version: z.literal(1, { error: 'expected version: 1' }),
  workspace: z.string().regex(/^T[A-Z0-9]{2,}$/, 'expected a Slack workspace id such as T0123ABCD'),
  channels: z.strictObject({ alerts: channel, audit: channel.optional() }),
  accounts: z
    .array(
      z.strictObject({
        id: accountId,
        alias: z.string().min(1).max(40),
        regions: z.array(region).default([]),
        'read-role': arn.optional(),
        'act-role': arn.optional(),
        'external-id': z.string().min(2).optional(),
      }),
    )
    .min(1, 'expected at least one account'),
  sources: z.array(source).default([]),
  people: z.array(z.strictObject({ slack: userId, name: z.string().min(1), aws: strings })).default([]),
  roles: z
    .strictObject({
      viewer: z.array(subject).default([]),
      responder: z.array(subject).default([]),
      approver: z.array(subject).default([]),
      admin: z.array(subject).default([]),
    })
    .prefault({}),
  approvals: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        actions: strings,
        accounts: z.array(accountId).default([]),
        risks: z.array(z.enum(RISKS)).default([]),
        approvers: z.array(subject).min(1, 'expected at least one approver'),
        quorum: z.int().min(1).max(10).optional(),
        'allow-self': z.boolean().default(false),
      }),
    )
    .default([]),
  'request-lifetime-minutes': z.number().min(1).max(1440).default(60),
});

type PolicyFile = z.output<typeof policyFile>;

/**
 * Reads a policy file: YAML text into a validated policy.
 * @throws TrailboltError `policy.invalid` whose message names every problem with file, line, column and what was expected.
 */
export function parsePolicy(text: string, file: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const problems: PolicyProblem[] = document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    path: '',
    message: error.message.split('\n', 1)[0] ?? error.code,
  }));
  const parsed = problems.length > 0 ? undefined : policyFile.safeParse(toPlain(document));
  if (parsed?.success === false) {
    for (const issue of parsed.error.issues) {
      const path = issue.path.map(String);
      problems.push({ ...positionOf(document, lines, path), path: path.join('.'), message: issue.message });
    }
  }
  if (parsed?.success === true) problems.push(...contradictions(parsed.data, document, lines));
  if (parsed?.success !== true || problems.length > 0) {
    const list = problems.map(
      (problem) =>
        `${file}:${problem.line}:${problem.column} ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`,
    );
    throw new TrailboltError('policy.invalid', `The policy has ${problems.length} problem(s): ${list.join('; ')}`, {
      details: { problems },
    });
  }
  return toPolicy(parsed.data, createHash('sha256').update(text).digest('hex'));
}

/** An alias bomb is a problem of the file, not an exception of the parser. */
function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch {
    return undefined;
  }
}

function positionOf(document: Document, lines: LineCounter, path: readonly string[]): { line: number; column: number } {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(
      path.slice(0, depth).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
      true,
    );
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) {
      const position = lines.linePos(range[0]);
      return { line: position.line, column: position.col };
    }
  }
  return { line: 1, column: 1 };
}

/** What a schema cannot say: references between parts of the file. */
function contradictions(file: PolicyFile, document: Document, lines: LineCounter): readonly PolicyProblem[] {
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
    for (const account of rule.accounts) {
      if (!known.has(account))
        complain(['approvals', String(index), 'accounts'], `account ${account} is not under accounts`);
    }
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

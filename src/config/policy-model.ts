import { createHash } from 'node:crypto';
import type { Automation } from '../model/automation.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type {
  ApprovalRule,
  BreakGlass,
  Escalation,
  GuardedAccount,
  Policy,
  QuietHours,
  Route,
} from '../model/policy.ts';
import type { PolicyFile } from './policy-file.ts';

/** The file's content as the model has it: groups as their accounts, durations in seconds, optional parts left out. */
export function toPolicy(file: PolicyFile, digest: string): Policy {
  const everyAccount = file.accounts.map((account) => account.id);
  const accountsOf = (names: readonly string[]): readonly string[] => withoutGroups(names, file['account-groups']);
  const quiet = file['quiet-hours'];
  const glass = file['break-glass'];
  return {
    digest,
    workspace: file.workspace,
    channels: {
      alerts: file.channels.alerts,
      ...defined({
        audit: file.channels.audit,
        approvals: file.channels.approvals,
        fallback: file.channels.fallback,
      }),
    },
    routing: file.routing.map((one) => routeFrom(one, accountsOf)),
    storm: {
      cards: file.storm.cards,
      window: file.storm['window-minutes'] * 60,
      quiet: file.storm['quiet-minutes'] * 60,
    },
    mutes: { severe: file.mutes['longest-severe-days'] * 24, other: file.mutes['longest-days'] * 24 },
    ...(file.escalation === undefined ? {} : { escalation: escalationFrom(file.escalation) }),
    accounts: file.accounts.map(accountFrom),
    sources: file.sources.map((entry) => {
      const accounts = entry.accounts === undefined ? everyAccount : accountsOf(entry.accounts);
      if (entry.kind === 'logs')
        return { kind: entry.kind, name: entry.name, owner: entry.owner, logGroup: entry['log-group'], accounts };
      return { ...entry, accounts };
    }),
    people: file.people,
    roles: file.roles,
    approvals: file.approvals.map((rule) => ruleFrom(rule, accountsOf)),
    protected: {
      accounts: accountsOf(file.protected.accounts),
      tags: file.protected.tags.map(({ key, value, quorum }) => ({ key, ...defined({ value, quorum }) })),
    },
    budgets: {
      people: { perActor: file.budgets.people['per-person'], perAccount: file.budgets.people['per-account'] },
      automations: {
        perActor: file.budgets.automations['per-actor'],
        perAccount: file.budgets.automations['per-account'],
      },
    },
    automations: file.automations.map((one) => automationFrom(one, accountsOf)),
    ...(quiet === undefined ? {} : { quietHours: quietHoursFrom(quiet) }),
    ...(glass === undefined ? {} : { breakGlass: breakGlassFrom(glass, accountsOf) }),
    requestLifetime: file['request-lifetime-minutes'] * 60,
    ...(file.networks.length === 0 ? {} : { networks: file.networks }),
    ...(Object.keys(file.placeholders).length === 0 ? {} : { placeholders: file.placeholders }),
  };
}

function accountFrom(account: PolicyFile['accounts'][number]): GuardedAccount {
  return {
    id: account.id,
    alias: account.alias,
    regions: [...new Set(['us-east-1', ...account.regions])],
    ...defined({
      readRole: account['read-role'],
      actRole: account['act-role'],
      iamActRole: account['iam-act-role'],
      externalId: account['external-id'],
      ou: account.ou,
      tags: Object.keys(account.tags).length === 0 ? undefined : account.tags,
    }),
  };
}

function routeFrom(
  one: PolicyFile['routing'][number],
  accountsOf: (names: readonly string[]) => readonly string[],
): Route {
  return {
    ...one,
    accounts: accountsOf(one.accounts),
    tags: one.tags.map(({ key, value }) => ({ key, ...defined({ value }) })),
  };
}

function escalationFrom(one: NonNullable<PolicyFile['escalation']>): Escalation {
  const topic = one['pager-topic'];
  return {
    mention: one.mention,
    mentionAfter: one['mention-after-minutes'] * 60,
    ...(topic === undefined ? {} : { pager: { topic, after: one['page-after-minutes'] * 60 } }),
  };
}

function ruleFrom(
  rule: PolicyFile['approvals'][number],
  accountsOf: (names: readonly string[]) => readonly string[],
): ApprovalRule {
  const lifetime = rule['request-lifetime-minutes'];
  return {
    name: rule.name,
    actions: rule.actions,
    accounts: accountsOf(rule.accounts),
    risks: rule.risks,
    tags: rule.tags.map(({ key, value }) => ({ key, ...defined({ value }) })),
    approvers: rule.approvers,
    // A rule with tags that does not speak of it leaves it to the rule that decides.
    allowSelf: rule['allow-self'] ?? rule.tags.length > 0,
    reasonLength: rule['reason-min-length'],
    mention: rule.mention,
    ...defined({ quorum: rule.quorum, requestLifetime: lifetime === undefined ? undefined : lifetime * 60 }),
  };
}

function automationFrom(
  one: PolicyFile['automations'][number],
  accountsOf: (names: readonly string[]) => readonly string[],
): Automation {
  const { name, after, action } = one;
  const wanted = { name, after, action, accounts: accountsOf(one.accounts), veto: one['veto-minutes'] * 60 };
  return { ...wanted, digest: createHash('sha256').update(canonicalJson(wanted)).digest('hex') };
}

function quietHoursFrom(hours: NonNullable<PolicyFile['quiet-hours']>): QuietHours {
  const { from, to } = hours;
  return {
    timeZone: hours['time-zone'],
    ...(from === undefined || to === undefined ? {} : { night: { from: minuteOf(from), to: minuteOf(to) } }),
    days: hours.days,
    stricter: hours['one-approval-more'],
  };
}

function breakGlassFrom(
  glass: NonNullable<PolicyFile['break-glass']>,
  accountsOf: (names: readonly string[]) => readonly string[],
): BreakGlass {
  return {
    people: glass.people,
    accounts: accountsOf(glass.accounts),
    channel: glass.channel,
    reasonLength: glass['reason-min-length'],
    perHour: glass['per-hour'],
  };
}

function withoutGroups(names: readonly string[], groups: PolicyFile['account-groups']): readonly string[] {
  return [...new Set(names.flatMap((name) => groups.find((group) => group.name === name)?.accounts ?? [name]))];
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Without the keys whose value is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

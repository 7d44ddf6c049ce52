import type { Person } from '../../src/model/person.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import type { ApprovalRule, Policy } from '../../src/model/policy.ts';
import type { ActionRequest, Approval } from '../../src/model/request.ts';

export const NOW = Date.UTC(2026, 10, 23, 8, 30);
export const ACCOUNT = '111122223333';
export const TEAM = 'T0TRAILBOLT';
export const DIGEST = 'd'.repeat(64);
/** The suspect's principal: `U0DAVE` is the person behind it. */
export const DAVE_ARN = `arn:aws:iam::${ACCOUNT}:user/dave`;

export function ruleOf(more: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    name: 'security',
    actions: [],
    accounts: [],
    risks: [],
    tags: [],
    approvers: ['U0ANA', 'U0BEN', 'U0CLEO', 'S0SEC'],
    allowSelf: false,
    reasonLength: 3,
    mention: [],
    ...more,
  };
}

export function policyOf(more: Partial<Policy> = {}): Policy {
  return {
    digest: 'p'.repeat(64),
    workspace: TEAM,
    channels: { alerts: 'C0ALERTS' },
    routing: [],
    storm: { cards: 10, window: 300, quiet: 600 },
    mutes: { severe: 168, other: 720 },
    accounts: [{ id: ACCOUNT, alias: 'prod', regions: ['us-east-1'] }],
    sources: [],
    people: [{ slack: 'U0DAVE', name: 'Dave', aws: [DAVE_ARN] }],
    roles: { viewer: [], responder: [], approver: [], admin: [] },
    approvals: [ruleOf()],
    protected: { accounts: [], tags: [] },
    budgets: { people: { perActor: 10, perAccount: 30 }, automations: { perActor: 3, perAccount: 6 } },
    automations: [],
    requestLifetime: 3600,
    ...more,
  };
}

export function personOf(id: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name: id.toLowerCase(),
    team: TEAM,
    kind: 'member',
    role: 'approver',
    subjects: [id, 'members'],
    recentGroups: [],
    unreadableGroups: [],
    aws: [],
    ...more,
  };
}

export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    id: 'plan1',
    caseId: 'case1',
    action: { id: 'terminate-instance', title: 'Terminate instance', risk: 'destructive', undo: 'none' },
    account: ACCOUNT,
    region: 'eu-central-1',
    targets: [],
    effects: ['The instance is terminated.'],
    limits: [],
    undoNote: 'None.',
    digest: DIGEST,
    plannedAt: NOW - 60_000,
    ...more,
  };
}

export function targetOf(tags: PlanTarget['tags'], more: Partial<PlanTarget> = {}): PlanTarget {
  return {
    type: 'AWS::EC2::Instance',
    id: 'i-1',
    arn: `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/i-1`,
    facts: [],
    material: {},
    warnings: [],
    ...(tags === undefined ? {} : { tags }),
    ...more,
  };
}

export function approvalBy(person: string, more: Partial<Approval> = {}): Approval {
  return { person, at: NOW - 1000, digest: DIGEST, policy: 'p'.repeat(64), key: `click-${person}`, ...more };
}

export function requestOf(more: Partial<ActionRequest> = {}): ActionRequest {
  return {
    id: 'request1',
    caseId: 'case1',
    plan: planOf(),
    requester: 'U0RANA',
    reason: 'Leaked key.',
    createdAt: NOW - 30_000,
    expiresAt: NOW + 3_600_000,
    state: 'pending',
    approvals: [],
    quorum: 2,
    suspects: [DAVE_ARN],
    ...more,
  };
}

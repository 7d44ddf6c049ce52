import { extendCase, freshCase } from '../../src/cases/extend-case.ts';
import { absorb, absorbed } from '../../src/cases/merge-case.ts';
import { splitCase } from '../../src/cases/split-case.ts';
import type { AutomationLine } from '../../blocks/automations-answer.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { Alert, AlertRule, RecordSummary } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import type { Mute } from '../../src/model/mute.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import type { ActionRequest, RequestState, RunStep } from '../../src/model/request.ts';
import type { HomeTab } from '../../src/model/home.ts';
import type { ShownRecord } from '../../src/model/shown-record.ts';
import type { Status } from '../../src/model/status.ts';
import type { AuditRecord } from '../../src/ports/audit.ts';
import { alertOf, DAVE, recordOf, START, timeAt } from '../cases/support.ts';

const BULK: AlertRule = {
  id: 'unusual-instances',
  title: 'Instances launched in bulk or of unusual size',
  level: 'critical',
  description: 'Stolen keys are used to mine: many or very large instances within minutes.',
  whatToDo: 'Ask whoever owns the key. If nobody knows of it, deactivate the key and terminate the instances.',
  falsePositives: ['A load test.'],
  attack: ['T1496', 'T1078.004'],
};

const KEY: AlertRule = {
  id: 'access-key-for-another-user',
  title: 'Access key created for another user',
  level: 'high',
  falsePositives: [],
  attack: ['T1098.001'],
};

export const INSTANCES = ['i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60719'] as const;

function caseFrom(alerts: readonly Alert[]): Case {
  const [first] = alerts;
  if (first === undefined) throw new Error('A case begins with an alert.');
  return alerts.reduce(
    (so, alert) => extendCase(so, alert, { toCase: alert.references.length, toLine: alert.references.length }, START),
    freshCase('k3w9z1x7q2', 'C0SECALERTS', first, START),
  );
}

function launch(eventID: string, second: number, more: Partial<RecordSummary> = {}): RecordSummary {
  return recordOf(eventID, { eventTime: timeAt(second), ...more });
}

/** The first alert of the leaked key: one call that launched two instances, one of them with a name. */
export const leakedKey: Case = caseFrom([
  alertOf(['e0'], {
    rule: BULK,
    records: [
      launch('e0', 0, {
        targets: [
          { type: 'AWS::EC2::Instance', id: INSTANCES[0], name: 'miner-1', created: true },
          { type: 'AWS::EC2::Instance', id: INSTANCES[1], created: true },
        ],
      }),
    ],
  }),
]);

/** A remedy has ended what the first rule saw; what another one saw is as it was. */
export const remedied: Case = {
  ...leakedKey,
  lines: leakedKey.lines.map((line) => ({
    ...line,
    seen: [
      {
        id: INSTANCES[0],
        words: 'At 203.0.113.9, port 22 (SSH) can be reached from anywhere.',
        at: START + 90_000,
        over: true,
      },
    ],
  })),
};

/** The same before anybody has looked again. */
export const justRemedied: Case = {
  ...leakedKey,
  lines: leakedKey.lines.map((line) => ({
    ...line,
    seen: INSTANCES.map((id) => ({ id, words: 'Port 22 (SSH) can be reached from anywhere.', at: START })),
  })),
};

/** Later: two rules, two Regions, more addresses than are shown, and a quarter of an hour. */
export const leakedKeyLater: Case = caseFrom([
  alertOf(
    Array.from({ length: 1204 }, (_, index) => `e${index}`),
    {
      rule: BULK,
      lastAt: timeAt(900),
      records: Array.from({ length: 10 }, (_, index) =>
        launch(`e${index}`, index * 100, {
          region: index % 2 === 0 ? 'eu-central-1' : 'us-east-1',
          sourceIPAddress: `198.51.100.${index % 5}`,
          targets: [{ type: 'AWS::EC2::Instance', id: `i-0a1b2c3d4e5f6071${index}`, created: true }],
        }),
      ),
    },
  ),
  alertOf(['k0'], {
    rule: KEY,
    records: [
      launch('k0', 950, {
        eventName: 'CreateAccessKey',
        eventSource: 'iam.amazonaws.com',
        region: 'us-east-1',
        targets: [{ type: 'AWS::IAM::User', id: 'backup' }],
      }),
    ],
  }),
]);

const DEPLOY: Actor = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/deploy/dave@example.com',
  account: '111122223333',
  root: { id: 'arn:aws:iam::111122223333:role/deploy', name: 'deploy' },
  session: 'dave@example.com',
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  mfa: false,
};

export const roleSession: Case = caseFrom([
  alertOf(['e0'], { rule: BULK, actor: DEPLOY, records: [launch('e0', 0, { actor: DEPLOY })] }),
]);

const CENTER: Actor = {
  ...DEPLOY,
  arn: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a1b/ana@example.com',
  root: {
    id: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b',
    name: 'AWSReservedSSO_Admin_0a1b',
  },
  session: 'ana@example.com',
  mfa: true,
};

export const identityCenter: Case = caseFrom([
  alertOf(['e0'], { rule: BULK, actor: CENTER, records: [launch('e0', 0, { actor: CENTER })] }),
]);

/** Every call of it was refused. */
export const refusedTwice: Case = caseFrom([
  alertOf(['e0', 'e1'], {
    rule: {
      ...BULK,
      id: 'unusual-instances-denied',
      title: 'Launch of many or large instances refused',
      level: 'medium',
    },
    records: [
      launch('e0', 0, { errorCode: 'Client.UnauthorizedOperation' }),
      launch('e1', 30, { errorCode: 'Client.UnauthorizedOperation' }),
    ],
  }),
]);

/** A record that says next to nothing. */
export const bareRecord: Case = caseFrom([
  alertOf(['e0'], {
    rule: { id: 'r', title: 'Root user used', level: 'informational', falsePositives: [], attack: [] },
    account: 'unknown',
    region: 'unknown',
    actor: { type: 'Unknown', root: { id: 'unknown', name: 'unknown' } },
    firstAt: 'unknown',
    lastAt: 'unknown',
    records: [
      {
        eventID: 'e0',
        eventTime: 'unknown',
        eventName: 'unknown',
        eventSource: 'unknown',
        account: 'unknown',
        region: 'unknown',
        actor: { type: 'Unknown', root: { id: 'unknown', name: 'unknown' } },
        targets: [],
      },
    ],
  }),
]);

export function offerOf(it: Case, more: Partial<Offer> = {}): Offer {
  return {
    id: '0f1e2d3c4b5a6978',
    caseId: it.id,
    action: 'terminate-instance',
    title: 'Terminate 2 instances',
    risk: 'destructive',
    account: it.account,
    region: 'eu-central-1',
    targets: it.targets,
    ...more,
  };
}

/** What the card of the leaked key offers on the key itself. */
export const keyOffer: Offer = offerOf(leakedKey, {
  id: '1a2b3c4d5e6f7081',
  action: 'deactivate-access-key',
  title: 'Deactivate access key',
  risk: 'reversible',
  targets: [{ type: 'AWS::IAM::AccessKey', id: 'AKIAIOSFODNN7EXAMPLE', region: 'us-east-1', actor: true }],
});

function target(index: 0 | 1, more: Partial<PlanTarget> = {}): PlanTarget {
  const id = INSTANCES[index];
  return {
    type: 'AWS::EC2::Instance',
    id,
    arn: `arn:aws:ec2:eu-central-1:111122223333:instance/${id}`,
    ...(index === 0 ? { name: 'miner-1' } : {}),
    facts: ['running', 'p4d.24xlarge', 'launched 2026-11-23 08:20 UTC', '2 volumes, 1 of them deleted with it'],
    material: { instanceId: id },
    warnings: ['No snapshot is taken of volumes that are deleted with it.'],
    ...more,
  };
}

function planFor(targets: readonly PlanTarget[], effects: readonly string[]): Plan {
  const title = targets.length === 1 ? 'Terminate instance' : 'Terminate instances';
  return {
    id: 'p1a2n3',
    caseId: leakedKey.id,
    action: { id: 'terminate-instance', title, risk: 'destructive', undo: 'none' },
    account: '111122223333',
    region: 'eu-central-1',
    targets,
    effects,
    limits: ['Whoever launched it can launch again: deactivate the access key as well.'],
    undoNote: 'A terminated instance cannot be brought back.',
    digest: 'a3f5c1d2'.repeat(8),
    plannedAt: START,
  };
}

export const onePlan = planFor([target(0)], ['The instance is terminated.', '1 volume is deleted with it.']);
export const twoPlan = planFor(
  [
    target(0),
    target(1, { warnings: [...target(1).warnings, 'It belongs to CloudFormation stack web, which will drift.'] }),
  ],
  ['2 instances are terminated.', '2 volumes are deleted with them.'],
);
export const partlyPlan = planFor(
  [target(0), target(1, { blocked: 'Termination protection is on; somebody with the right has to lift it first.' })],
  ['The instance is terminated.'],
);
export const blockedPlan = planFor(
  [target(0, { facts: ['terminated'], warnings: [], blocked: 'It is already terminated.' })],
  ['Nothing: no target can be acted on.'],
);

function step(index: 0 | 1, state: RunStep['state'], result?: string): RunStep {
  return {
    id: `s${index}`,
    step: 'terminate',
    title: 'Terminate instance',
    target: INSTANCES[index],
    state,
    ...(result === undefined ? {} : { result }),
  };
}

export function requestIn(state: RequestState, more: Partial<ActionRequest> = {}): ActionRequest {
  return {
    id: 'v0k1z2x3c4v5b6n7',
    caseId: leakedKey.id,
    plan: twoPlan,
    requester: 'U0RANA4K2Q',
    reason: 'Nobody at the desk knows these.',
    createdAt: START,
    expiresAt: START + 3_600_000,
    state,
    approvals: [],
    quorum: 2,
    suspects: [DAVE.root.id],
    ...more,
  };
}

const approval = (person: string, minute: number) => ({
  person,
  at: START + minute * 60_000,
  digest: twoPlan.digest,
  policy: 'p',
  key: `k-${person}`,
});
const both = [approval('U0ANA7M3XD', 1), approval('U0BEN5T8WL', 3)];

/** One request in every state. */
export const requests: Readonly<Record<RequestState, ActionRequest>> = {
  announced: requestIn('announced', {
    requester: 'policy:reachable-instances',
    automation: {
      name: 'reachable-instances',
      digest: 'd',
      actor: DAVE.root.id,
      startsAt: START + 300_000,
      recordAt: START,
    },
  }),
  pending: requestIn('pending', { approvals: both.slice(0, 1) }),
  approved: requestIn('approved', { approvals: both }),
  running: requestIn('running', {
    approvals: both,
    run: { startedAt: START, steps: [step(0, 'called', 'running → shutting-down'), step(1, 'waiting')] },
  }),
  succeeded: requestIn('succeeded', {
    approvals: both,
    outcome: `${INSTANCES.join(', ')}: terminated.`,
    run: {
      startedAt: START,
      finishedAt: START + 60_000,
      steps: [step(0, 'verified', 'terminated'), step(1, 'verified', 'terminated')],
    },
  }),
  failed: requestIn('failed', {
    approvals: both,
    outcome: `1 of 2 done. ${INSTANCES[1]}: AWS denied the call.`,
    run: {
      startedAt: START,
      steps: [step(0, 'verified', 'terminated'), step(1, 'failed', 'AWS denied the call.')],
    },
  }),
  rejected: requestIn('rejected', {
    approvals: both.slice(0, 1),
    decidedBy: 'U0BEN5T8WL',
    decidedAt: START + 120_000,
    outcome: 'Rejected; nothing was run.',
  }),
  withdrawn: requestIn('withdrawn', {
    decidedBy: 'U0RANA4K2Q',
    decidedAt: START + 120_000,
    outcome: 'Withdrawn by the person who asked.',
  }),
  expired: requestIn('expired', {
    decidedAt: START + 3_600_000,
    outcome: 'Expired: not enough approvals in time. Nothing was run.',
  }),
  stale: requestIn('stale', {
    approvals: both,
    decidedAt: START + 240_000,
    outcome: `Not run: what was approved is no longer what is there: ${INSTANCES[0]} has changed (state was "running", is "stopped").`,
  }),
};

/** A stop that is done, and its undo. */
const stopPlan: Plan = {
  ...twoPlan,
  action: { id: 'stop-instance', title: 'Stop instances', risk: 'disruptive', undo: 'partial' },
  undoNote: 'They are started again.',
};
const stopSteps = INSTANCES.map((of, index): RunStep => ({
  id: `s${index}`,
  step: 'stop',
  title: 'Stop',
  target: of,
  state: 'verified',
  calledAt: START,
  result: 'stopped',
}));
export const stopped = requestIn('succeeded', {
  plan: stopPlan,
  approvals: both.slice(0, 1),
  quorum: 1,
  outcome: 'All 2 done: stopped.',
  run: { startedAt: START, finishedAt: START + 60_000, steps: stopSteps },
});
export const undoOfStop = requestIn('pending', {
  id: 'u7n6d5o4u7n6d5o4',
  plan: {
    ...stopPlan,
    undoes: stopped.id,
    action: { id: 'stop-instance', title: 'Start instances again', risk: 'reversible', undo: 'none' },
    effects: ['2 instances are started again.'],
    undoNote: 'What an undo restores is not taken back again; ask for the action anew.',
  },
  reason: 'It was our load test.',
  quorum: 1,
});
const saving: readonly RunStep[] = [
  { id: 's1', step: 'stop', title: 'Stop', target: INSTANCES[0], state: 'verified', result: 'stopped' },
  {
    id: 's2',
    step: 'snapshot vol-0a1b2c3d4e5f60718',
    title: 'Snapshot vol-0a1b2c3d4e5f60718',
    target: INSTANCES[0],
    state: 'called',
    result: 'snapshot snap-0a1b2c3d4e5f60718 of vol-0a1b2c3d4e5f60718 begun',
  },
  { id: 's3', step: 'terminate', title: 'Terminate', target: INSTANCES[0], state: 'waiting' },
];
/** Between two steps, and held there. */
export const held = requestIn('running', {
  approvals: both,
  run: { startedAt: START, steps: saving },
  held: {
    at: START + 30_000,
    reason:
      'Trailbolt is frozen (“wrong account”): nothing is approved or run until two approvers have said /trail thaw.',
  },
});

/** Nobody was alerted: Rana wants something done. */
export const byHand: Case = {
  ...leakedKey,
  id: 'h4n5d6c7a8',
  byHand: 'U0RANA4K2Q',
  actor: { type: 'by hand', root: { id: 'slack:U0RANA4K2Q', name: 'rana' } },
  level: 'low',
  lines: [],
  count: 0,
  records: [],
  principals: [],
};

/** The same case, looked after, and closed. */
export const acknowledged: Case = {
  ...leakedKey,
  status: 'acknowledged',
  acknowledged: { by: 'U0RANA4K2Q', at: START + 60_000 },
  assignee: 'U0BEN5T8WL',
};

export const closed: Case = {
  ...acknowledged,
  status: 'closed',
  closed: { by: 'U0BEN5T8WL', at: START + 3_600_000, verdict: 'expected', words: 'Our load test of the week.' },
};

const CI: Actor = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/ci/build-7',
  account: '111122223333',
  root: { id: 'arn:aws:iam::111122223333:role/ci', name: 'ci' },
  session: 'build-7',
};

/** Two cases of one attack; the second one becomes a part of the first one, and is taken out again. */
const otherCase: Case = caseFrom([
  alertOf(['o0', 'o1'], {
    rule: KEY,
    actor: CI,
    records: [launch('o0', 40, { actor: CI }), launch('o1', 50, { actor: CI })],
  }),
]);
const byAna = { by: 'U0ANA7M3XD', at: START + 120_000 };
export const apart = { ...otherCase, id: 'p2q4r6s8t0' };
export const mergedCase: Case = absorb(leakedKeyLater, apart, byAna.at);
export const mergedAway: Case = absorbed(apart, mergedCase, byAna);
export const { goes: splitOff } = splitCase(
  mergedCase,
  { kind: 'actor', actor: CI.root.id },
  { ...byAna, id: 'n1m3l5k7j9' },
  () => undefined,
);

export const muted: Mute = {
  id: 'm5u7t9e1',
  account: leakedKey.account,
  rule: { id: KEY.id, title: KEY.title, level: KEY.level },
  scope: { kind: 'actor', id: DAVE.root.id, name: DAVE.root.name },
  caseId: leakedKey.id,
  reason: 'Rotation of the keys, until tonight.',
  by: 'U0ANA7M3XD',
  at: START,
  until: START + 8 * 3_600_000,
};

export const atWork: Status = {
  role: 'approver',
  frozen: undefined,
  policy: 'b'.repeat(64),
  policyProblem: undefined,
  quiet: false,
  budgets: { people: { perActor: 10, perAccount: 30 }, automations: { perActor: 3, perAccount: 6 } },
  stalled: [],
  groups: [],
  accounts: [
    { alias: 'prod', reads: true, acts: true, writesIam: false, isProtected: false, people: 2, automations: 0 },
    { alias: 'vault', reads: true, acts: false, writesIam: false, isProtected: true, people: 0, automations: 0 },
    { alias: 'sandbox', reads: false, acts: false, writesIam: false, isProtected: false, people: 0, automations: 0 },
  ],
};

const auditEntry: AuditRecord = {
  id: 'approval.given:r1:U0ANA',
  chain: 'case1',
  at: new Date(START).toISOString(),
  event: 'approval.given',
  who: 'U0ANA',
  data: { request: 'r1', digest: 'd'.repeat(64) },
  seq: 2,
  previous: 'a'.repeat(64),
  hash: 'c'.repeat(64),
};

export const audited: readonly AuditRecord[] = [
  auditEntry,
  {
    ...auditEntry,
    id: 'run.succeeded:r1',
    event: 'run.succeeded',
    who: 'trailbolt',
    data: { request: 'r1', outcome: 'i-1: terminated.', steps: [] },
    seq: 3,
  },
  {
    ...auditEntry,
    chain: 'system',
    event: 'freeze.set',
    data: { reason: '<!channel> *bold* drill' },
    seq: 1,
  },
];

/** One that rehearses, and one that is armed. */
export const automations: readonly AutomationLine[] = [
  {
    automation: {
      name: 'reachable-instances',
      after: ['instance-reachable-for-admin'],
      action: 'terminate-instance',
      accounts: [],
      veto: 300,
      digest: 'd1',
    },
    title: 'Terminate instance',
    armed: undefined,
    rehearsals: Array.from({ length: 7 }, (_, index) => ({
      at: START + index * 60_000,
      action: 'Terminate instance',
      account: '111122223333',
      targets: [INSTANCES[0]],
    })),
    more: true,
  },
  {
    automation: {
      name: 'open-groups',
      after: ['group-in-use-opened'],
      action: 'revoke-ingress',
      accounts: ['111122223333'],
      veto: 0,
      digest: 'd2',
    },
    title: 'Close open ports',
    armed: { by: 'U0ADA9P2QR', at: START, digest: 'd2' },
    rehearsals: [],
    more: false,
  },
];

/** The Home tab of an approver on whom nothing waits. */
export const quietHome: HomeTab = {
  filter: {},
  accounts: [{ id: leakedKey.account, alias: 'prod' }],
  accountName: (id) => (id === leakedKey.account ? 'prod' : id),
  responds: true,
  approves: true,
  cases: { cases: [], more: 0, partial: false, open: { informational: 0, low: 0, medium: 0, high: 0, critical: 0 } },
  waiting: { requests: [], more: 0 },
  ran: [],
  status: atWork,
  sources: [{ name: 'org-trail', seenAt: START }],
  blind: [],
  aside: [{ what: 'job', number: 0 }],
  mutes: [],
  at: START,
};

/** The same with everything there is, and Trailbolt frozen. */
export const busyHome: HomeTab = {
  ...quietHome,
  accounts: [
    { id: leakedKey.account, alias: 'prod' },
    { id: '222233334444', alias: 'dev' },
  ],
  cases: {
    cases: [
      { case: leakedKey, link: 'https://example.slack.com/archives/C1/p1' },
      { case: { ...acknowledged, hidden: true }, link: undefined },
    ],
    more: 3,
    partial: true,
    open: { informational: 0, low: 0, medium: 1, high: 3, critical: 1 },
  },
  waiting: {
    requests: [
      { request: requests.pending, may: 'approve', link: 'https://example.slack.com/archives/C1/p2' },
      { request: { ...requests.pending, id: 'r2' }, may: 'withdraw', link: undefined },
      { request: { ...requests.announced, id: 'r3' }, may: 'hold', link: undefined },
    ],
    more: 2,
  },
  ran: [
    { request: requests.running, link: 'https://example.slack.com/archives/C1/p3' },
    { request: requests.failed, link: undefined },
  ],
  status: {
    ...atWork,
    frozen: { by: 'U0ANA7M3XD', at: START, reason: 'drill' },
    policyProblem: 'roles.viewer[0]: expected a user id.',
    quiet: true,
    stalled: [{ channel: 'C0SECALERTS', since: START, reason: 'is_archived', waiting: 3 }],
    groups: [{ id: 'S0SECAPPROVE', reason: 'plan_upgrade_required' }],
  },
  sources: [
    { name: 'org-trail', seenAt: START - 2 * 3_600_000 },
    { name: 'central-bus', seenAt: undefined },
  ],
  blind: [
    {
      title: 'CloudTrail was stopped or deleted',
      at: START,
      by: 'mallory',
      account: leakedKey.account,
      trails: ['org-trail'],
      caseId: leakedKey.id,
      link: 'https://example.slack.com/archives/C1/p1',
    },
    {
      title: 'CloudTrail was told to record less',
      at: Number.NaN,
      by: 'unknown',
      account: '222233334444',
      trails: [],
      caseId: 'a1b2c3d4e5',
      link: undefined,
    },
  ],
  aside: [
    { what: 'job', number: 2 },
    { what: 'message', number: 1 },
    { what: 'unread file', number: 0 },
    { what: 'message', number: 4, where: 'trailbolt-jobs-failed' },
  ],
  mutes: [muted],
};

/** What differs for somebody who may only look. */
export const asViewer: Partial<HomeTab> = {
  responds: false,
  approves: false,
  waiting: { requests: [], more: 0 },
  status: { ...atWork, role: 'viewer' },
};

export const filtered: Partial<HomeTab> = {
  filter: { level: 'critical', account: leakedKey.account, mine: true },
  accounts: busyHome.accounts,
  cases: { ...quietHome.cases, open: { ...quietHome.cases.open, low: 2 } },
};

/** The newest of two records of a case, whole. */
export const shownRecord: ShownRecord = {
  caseId: leakedKey.id,
  lines: leakedKey.lines,
  choices: [
    { id: 'aaaaaaaaaaaaaaaa', summary: recordOf('e1', { eventTime: timeAt(60) }) },
    { id: 'bbbbbbbbbbbbbbbb', summary: recordOf('e0') },
  ],
  picked: 'aaaaaaaaaaaaaaaa',
  summary: recordOf('e1', { eventTime: timeAt(60) }),
  json: {
    eventName: 'RunInstances',
    requestParameters: { instanceType: 'p3.8xlarge', userData: '[redacted: user data]' },
    userAgent: '<!channel> *bold*',
  },
};

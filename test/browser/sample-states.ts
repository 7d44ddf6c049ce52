import type { JsonObject } from '../../src/model/json.ts';
import type { SandboxMessage, SandboxState, SandboxView } from '../../src/sandbox/contract.ts';
import { ALERTS, ANA, AUDIT, BEN, BOT, SID, START_SECONDS, card, gallery, modal, ts } from './sample-blocks.ts';

/** A workspace of three people with nothing in it yet, beside a small account. */
export function quietState(): SandboxState {
  return {
    slack: {
      team: { id: 'T0', name: 'Acme Security' },
      bot: {
        userId: BOT,
        name: 'Trailbolt',
        messageShortcuts: [{ callbackId: 'look-up', name: 'Look up in CloudTrail' }],
      },
      people: [
        { id: ANA, name: 'ana', realName: 'Ana Duarte', title: 'responder', kind: 'member' },
        { id: BEN, name: 'ben', realName: 'Ben Okafor', title: 'approver', kind: 'member' },
        { id: SID, name: 'sid', realName: 'Sid Varga', title: 'stranger', kind: 'stranger' },
      ],
      channels: [
        { id: ALERTS, name: 'security-alerts', members: [ANA, BEN, SID, BOT] },
        { id: AUDIT, name: 'security-audit', members: [ANA, BEN, BOT], isPrivate: true },
      ],
      userGroups: [{ id: 'S0SEC', handle: 'security' }],
      messages: [],
      views: [],
      homes: {},
      notices: [],
    },
    aws: {
      account: '111122223333',
      alias: 'acme-sandbox',
      instances: [
        {
          id: 'i-0123456789abcdef0',
          region: 'us-east-1',
          type: 't3.medium',
          state: 'running',
          name: 'web-1',
          launchedBy: 'platform',
          launchedAt: START_SECONDS * 1000,
          terminationProtection: true,
          groups: ['web'],
        },
      ],
      users: [
        {
          name: 'ci-deploy',
          keys: [{ id: 'AKIAEXAMPLE7QLEAKED', status: 'Active' }],
          policies: ['PowerUserAccess'],
          password: true,
          mfa: false,
          groups: [],
        },
      ],
      roles: [{ name: 'web-server', policies: [], trusts: ['ec2.amazonaws.com'], ofAws: false }],
      policies: [],
      groups: [
        {
          id: 'sg-0aa11bb22cc33dd44',
          region: 'us-east-1',
          name: 'web',
          rules: ['tcp/443'],
          openToWorld: ['tcp/443'],
        },
      ],
      encryptionKeys: [
        { id: '00000000-0000-4000-8000-00000000cafe', region: 'us-east-1', alias: 'alias/orders', state: 'Enabled' },
      ],
      functions: [
        {
          name: 'thumbnails',
          region: 'us-east-1',
          frozen: true,
          url: 'NONE',
          callers: ['all: everybody'],
          openToWorld: ['all'],
        },
      ],
      buckets: [
        {
          name: 'acme-reports',
          region: 'us-east-1',
          objects: 3,
          versions: 'Suspended',
          hasPolicy: false,
          blocksPublic: true,
          concerns: ['keeps no versions'],
        },
      ],
      databases: [
        {
          id: 'orders',
          region: 'us-east-1',
          engine: 'postgres 17.4',
          state: 'available',
          public: false,
          encrypted: true,
          deletionProtection: true,
          backupDays: 7,
        },
      ],
      databaseCopies: [],
      detectors: [],
      copies: [
        {
          id: 'snap-0123456789abcdef0',
          region: 'us-east-1',
          kind: 'snapshot',
          of: 'vol-1',
          sharedWith: ['999900001111'],
        },
      ],
      trails: [{ name: 'org-trail', logging: true }],
      records: [
        {
          eventID: 'e-1',
          at: START_SECONDS * 1000,
          eventName: 'DescribeInstances',
          actor: 'platform',
          region: 'us-east-1',
        },
      ],
    },
    scenarios: [
      {
        id: 'leaked-key',
        title: 'Leaked key launches instances',
        story: 'A key from a public repository launches four large instances in a Region nobody uses.',
      },
    ],
    commands: [
      { usage: '/trail who <name or ARN> [since]', summary: 'What somebody did.' },
      { usage: '/trail ip <address> [since]', summary: 'What came from an address.' },
      { usage: '/trail help', summary: 'This list.' },
    ],
    speed: 'normal',
    life: 1,
    auditGrown: 0,
  };
}

function reply(minutes: number, author: string, text: string): SandboxMessage {
  return { ts: ts(minutes), channel: ALERTS, author, text, threadTs: ts(0) };
}

/** The same after an attack: the card, a thread under it, instances in the account. */
export function attackedState(): SandboxState {
  const quiet = quietState();
  const launched = ['1', '2', '3', '4'].map((n) => ({
    id: `i-0a1b2c3d4e5f6071${n}`,
    region: 'eu-west-1',
    type: 'p4d.24xlarge',
    state: 'running',
    launchedBy: 'ci-deploy',
    launchedAt: START_SECONDS * 1000,
    terminationProtection: false,
    groups: ['default'],
  }));
  return {
    ...quiet,
    slack: {
      ...quiet.slack,
      messages: [
        card(),
        reply(1, BOT, '*Plan* by <@U0ANA>: terminate 4 instances in `eu-west-1`. Needs *1 approval*.'),
        reply(3, BEN, 'Looking at it now, `ci-deploy` has no business in eu-west-1.'),
        { ...gallery(), channel: AUDIT },
        { ts: ts(4), channel: ALERTS, author: BEN, text: 'Anyone deploying to Ireland today?' },
        { ts: ts(5), channel: ALERTS, author: BEN, text: 'If not, I approve the termination.' },
        {
          ts: ts(6),
          channel: ALERTS,
          author: BOT,
          visibleTo: ANA,
          text: 'You asked for this remedy, so somebody else has to approve it.',
        },
      ],
    },
    aws: {
      ...quiet.aws,
      instances: [...launched, ...quiet.aws.instances],
      records: [
        ...launched.map(({ id }, index) => ({
          eventID: `run-${id}`,
          at: START_SECONDS * 1000 + index * 1000,
          eventName: 'RunInstances',
          actor: 'ci-deploy',
          region: 'eu-west-1',
        })),
        {
          eventID: 'denied',
          at: START_SECONDS * 1000 - 4000,
          eventName: 'ListUsers',
          actor: 'ci-deploy',
          region: 'us-east-1',
          error: 'AccessDenied',
        },
        ...quiet.aws.records,
      ],
    },
  };
}

/** A quiet workspace with these messages. */
export function withMessages(...messages: readonly SandboxMessage[]): SandboxState {
  const quiet = quietState();
  return { ...quiet, slack: { ...quiet.slack, messages } };
}

/** A message of the app in the alerts channel. */
export function fromApp(blocks: readonly JsonObject[], text = 'an alert'): SandboxMessage {
  return { ts: ts(0), channel: ALERTS, author: BOT, text, blocks };
}

/** Ana has the modal open. */
export function withView(view: Partial<SandboxView>): SandboxState {
  const state = attackedState();
  return { ...state, slack: { ...state.slack, views: [{ id: 'V1', user: ANA, view: modal(), ...view }] } };
}

import { expect, test } from 'vitest';
import type { AwsSnapshot } from '../../../src/sandbox/contract.ts';
import { changesBetween } from '../../../src/sandbox/page/account/changes.ts';
import { sectionsOf } from '../../../src/sandbox/page/account/sections.ts';

const REGION = 'eu-west-1';
const instance = {
  id: 'i-1',
  region: REGION,
  type: 't3.micro',
  state: 'running',
  launchedBy: 'arn:aws:iam::111122223333:user/ana',
  launchedAt: 0,
  terminationProtection: false,
  groups: ['web'],
  profile: 'web-server',
};
const user = { name: 'ci', keys: [{ id: 'AKIA1', status: 'Active' }], policies: ['ci'], password: false, mfa: false };
const before = {
  account: '111122223333',
  alias: 'acme',
  instances: [instance],
  users: [{ ...user, groups: [] }],
  roles: [{ name: 'deploy', policies: ['deploy'], trusts: ['ec2.amazonaws.com'], ofAws: false }],
  policies: [{ name: 'Everything', attachedTo: [] }],
  buckets: [
    {
      name: 'b',
      region: REGION,
      objects: 3,
      versions: 'Enabled',
      hasPolicy: false,
      blocksPublic: true,
      concerns: [],
    },
  ],
  databases: [
    {
      id: 'orders',
      region: REGION,
      engine: 'postgres 17',
      state: 'available',
      public: false,
      encrypted: true,
      deletionProtection: true,
      backupDays: 7,
    },
  ],
  databaseCopies: [
    { id: 'orders-1', region: REGION, of: 'orders', state: 'available', encrypted: true, sharedWith: [] },
  ],
  copies: [{ id: 'snap-1', region: REGION, kind: 'snapshot', of: 'vol-1', sharedWith: [] }],
  groups: [{ id: 'sg-1', region: REGION, name: 'web', rules: ['tcp 80 from 10.0.0.0/8'], openToWorld: [] }],
  encryptionKeys: [{ id: 'k-1', region: REGION, state: 'Enabled' }],
  functions: [{ name: 'resize', region: REGION, frozen: false, callers: [], openToWorld: [] }],
  detectors: [{ id: 'd-1', region: REGION, enabled: true, protections: ['S3_DATA_EVENTS'] }],
  trails: [{ name: 'org', logging: true }],
  records: [],
} satisfies AwsSnapshot;

function changes(next: AwsSnapshot): Record<string, unknown> {
  const found = changesBetween(sectionsOf(before), sectionsOf(next));
  return Object.fromEntries([...found].map(([key, { kind, what }]) => [key, kind === 'changed' ? what : kind]));
}

function rows(groups: AwsSnapshot['groups']): readonly string[] {
  return sectionsOf({ ...before, groups }).flatMap(({ title, things }) =>
    title === 'Security groups' ? things.map(({ key }) => key) : [],
  );
}

test('nothing changed, nothing to point at', () => {
  expect(changes(structuredClone(before))).toEqual({});
});

test('each thing that is new or different is named, with what is different, and nothing else', () => {
  const open = 'tcp 22 from 0.0.0.0/0';
  const next: AwsSnapshot = {
    ...before,
    instances: [
      { ...instance, state: 'shutting-down', groups: ['quarantine'] },
      { ...instance, id: 'i-2' },
    ],
    users: [
      {
        ...user,
        groups: [],
        keys: [{ id: 'AKIA1', status: 'Inactive' }],
        policies: ['ci', 'AWSDenyAll'],
        password: true,
      },
    ],
    roles: [{ name: 'deploy', policies: [], trusts: ['ec2.amazonaws.com', 'everybody'], ofAws: false }],
    policies: [{ name: 'Everything', attachedTo: ['ci'] }],
    buckets: before.buckets.map((one) => ({ ...one, concerns: ['public'], blocksPublic: false, hasPolicy: true })),
    databases: before.databases.map((one) => ({ ...one, state: 'deleting', deletionProtection: false })),
    databaseCopies: before.databaseCopies.map((one) => ({ ...one, sharedWith: ['999900001111'] })),
    copies: before.copies.map((one) => ({ ...one, sharedWith: ['everybody'] })),
    groups: before.groups.map((one) => ({ ...one, rules: [...one.rules, open], openToWorld: [open] })),
    encryptionKeys: [{ id: 'k-1', region: REGION, state: 'Disabled' }],
    functions: before.functions.map((one) => ({
      ...one,
      url: 'NONE',
      callers: ['all: everybody'],
      openToWorld: ['all'],
    })),
    detectors: before.detectors.map((one) => ({ ...one, enabled: false })),
    trails: [{ name: 'org', logging: false }],
  };

  expect(changes(next)).toEqual({
    'instance/eu-west-1/i-1': [
      'state: running → shutting-down',
      'security groups: + quarantine',
      'security groups: – web',
    ],
    'instance/eu-west-1/i-2': 'new',
    'user/ci': ['console password: + without MFA', 'policies: + AWSDenyAll', 'AKIA1: Active → Inactive'],
    'role/deploy': ['open: + everybody may assume it', 'trusts: + everybody', 'policies: – deploy'],
    'policy/Everything': ['attached to: + ci'],
    'bucket/b': ['concern: + public', 'public access: blocked → not blocked', 'policy: none → has one'],
    'database/eu-west-1/orders': ['state: available → deleting', 'deletion: protected → not protected'],
    'database-copy/eu-west-1/orders-1': ['shared with: + 999900001111'],
    'copy/eu-west-1/snap-1': ['shared with: + everybody'],
    'group/eu-west-1/sg-1': ['open to the world: + tcp 22 from 0.0.0.0/0'],
    'kms/eu-west-1/k-1': ['state: Enabled → Disabled'],
    'function/eu-west-1/resize': [
      'open to the world: + all',
      'URL: + no signature needed',
      'may be called by: + all: everybody',
    ],
    'detector/eu-west-1/d-1': ['state: on → suspended'],
    'trail/org': ['state: logging → not logging'],
  });
});

test('what is gone is told with what it was, also where its section is empty then', () => {
  const found = changesBetween(sectionsOf(before), sectionsOf({ ...before, databases: [] }));

  expect([...found.keys()]).toEqual(['database/eu-west-1/orders']);
  expect(found.get('database/eu-west-1/orders')).toMatchObject({
    kind: 'gone',
    was: { section: 'Databases', thing: { name: 'orders' } },
  });
});

test('more log files in a bucket are no news', () => {
  expect(changes({ ...before, buckets: before.buckets.map((one) => ({ ...one, objects: 9 })) })).toEqual({});
});

test('untouched default groups of Regions that hold nothing are left out', () => {
  const untouched = {
    id: 'sg-2',
    region: 'us-west-2',
    name: 'default',
    rules: ['all traffic from sg-2'],
    openToWorld: [],
  };

  expect(rows([untouched])).toEqual([]);
  expect(rows([{ ...untouched, rules: [...untouched.rules, 'tcp 22 from 10.0.0.0/8'] }])).toHaveLength(1);
  expect(rows([{ ...untouched, region: REGION }])).toHaveLength(1);
});

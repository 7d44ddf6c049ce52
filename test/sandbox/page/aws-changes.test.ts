import { expect, test } from 'vitest';
import type { AwsSnapshot } from '../../../src/sandbox/contract.ts';
import { changesBetween } from '../../../src/sandbox/page/aws-changes.ts';

const instance = {
  id: 'i-1',
  region: 'eu-west-1',
  type: 't3.micro',
  state: 'running',
  launchedBy: 'ana',
  launchedAt: 0,
  terminationProtection: false,
};
const before: AwsSnapshot = {
  account: '111122223333',
  alias: 'acme',
  instances: [instance],
  users: [{ name: 'ci', keys: [{ id: 'AKIA1', status: 'Active' }], policies: [], password: false }],
  buckets: [{ name: 'b', region: 'eu-west-1', concerns: [] }],
  copies: [{ id: 'snap-1', region: 'eu-west-1', kind: 'snapshot', of: 'vol-1', sharedWith: [] }],
  groups: [{ id: 'sg-1', region: 'eu-west-1', name: 'web', openToWorld: [] }],
  encryptionKeys: [{ id: 'k-1', region: 'eu-west-1', state: 'Enabled' }],
  functions: [{ name: 'resize', region: 'eu-west-1', frozen: false, openToWorld: [] }],
  trails: [{ name: 'org', logging: true }],
  records: [{ eventID: 'e1', at: 0, eventName: 'RunInstances', actor: 'ci', region: 'eu-west-1' }],
};

test('nothing changed, nothing to point at', () => {
  expect(changesBetween(before, structuredClone(before))).toEqual(new Map());
});

test('each thing that is new or different is named, and nothing else', () => {
  const next: AwsSnapshot = {
    ...before,
    instances: [
      { ...instance, state: 'shutting-down' },
      { ...instance, id: 'i-2' },
    ],
    users: [{ name: 'ci', keys: [{ id: 'AKIA1', status: 'Inactive' }], policies: [], password: true }],
    buckets: [{ name: 'b', region: 'eu-west-1', concerns: ['public'] }],
    copies: [{ id: 'snap-1', region: 'eu-west-1', kind: 'snapshot', of: 'vol-1', sharedWith: ['everybody'] }],
    groups: [{ id: 'sg-1', region: 'eu-west-1', name: 'web', openToWorld: ['tcp/22'] }],
    encryptionKeys: [{ id: 'k-1', region: 'eu-west-1', state: 'Disabled' }],
    functions: [{ name: 'resize', region: 'eu-west-1', frozen: false, openToWorld: ['all'] }],
    trails: [{ name: 'org', logging: false }],
    records: [{ eventID: 'e2', at: 1, eventName: 'StopLogging', actor: 'ci', region: 'eu-west-1' }, ...before.records],
  };

  expect(Object.fromEntries(changesBetween(before, next))).toEqual({
    'instance/eu-west-1/i-1': 'changed',
    'instance/eu-west-1/i-2': 'new',
    'user/ci': 'changed',
    'key/AKIA1': 'changed',
    'bucket/b': 'changed',
    'copy/eu-west-1/snap-1': 'changed',
    'group/eu-west-1/sg-1': 'changed',
    'kms/eu-west-1/k-1': 'changed',
    'function/eu-west-1/resize': 'changed',
    'trail/org': 'changed',
    'record/e2': 'new',
  });
});

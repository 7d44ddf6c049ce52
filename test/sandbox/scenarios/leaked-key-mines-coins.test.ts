import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { playScenario, scenarios } from '../../../src/sandbox/scenarios/index.ts';
import { clients } from '../aws/support.ts';

const ID = 'leaked-key-mines-coins';

let aws: SandboxAws;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0 });
});

afterEach(() => aws.close());

function machines(): number {
  return aws.snapshot().instances.filter((instance) => instance.type === 'p3.8xlarge').length;
}

test('is listed for the page', () => {
  expect(scenarios).toContainEqual({ id: ID, title: expect.any(String), story: expect.stringContaining('Dave') });
});

test('looks around, hits the quota and launches graphics machines, from far away', async () => {
  await playScenario(ID, aws, { pauseMs: 0 });

  const { Events = [] } = await clients(aws, aws.demo.credentials.admin).cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'dave' }],
      MaxResults: 5,
    }),
  );
  const records = Events.toReversed().map(
    (event) => JSON.parse(event.CloudTrailEvent ?? '{}') as Record<string, unknown>,
  );

  expect(machines()).toBe(6);
  expect(records.map((record) => [record['eventName'], record['errorCode']])).toEqual([
    ['GetCallerIdentity', undefined],
    ['DescribeRegions', undefined],
    ['DescribeInstances', undefined],
    ['RunInstances', 'Client.VcpuLimitExceeded'],
    ['RunInstances', undefined],
  ]);
  for (const record of records) {
    expect(record).toMatchObject({ sourceIPAddress: '203.0.113.77', userAgent: expect.stringContaining('kali') });
  }
  expect(records.at(-1)).toMatchObject({
    requestParameters: {
      instanceType: 'p3.8xlarge',
      instancesSet: { items: [{ minCount: 1, maxCount: 6 }] },
      userData: '<sensitiveDataRemoved>',
    },
  });
});

test('can be played until the quota is used up', async () => {
  for (let i = 0; i < 3; i++) await playScenario(ID, aws, { pauseMs: 0 });

  expect(machines()).toBe(8);
});

test('ends where somebody took the key away', async () => {
  const { dave, admin } = aws.demo.credentials;
  await clients(aws, admin).iam.send(
    new UpdateAccessKeyCommand({ UserName: 'dave', AccessKeyId: dave.accessKeyId, Status: 'Inactive' }),
  );

  await expect(playScenario(ID, aws, { pauseMs: 0 })).rejects.toMatchObject({
    code: 'sandbox.scenario-stopped',
    message: 'It got no further than GetCallerIdentity: the account answered InvalidClientTokenId.',
  });
  expect(machines()).toBe(0);
});

test('one that is not there is refused', async () => {
  await expect(playScenario('nothing', aws)).rejects.toMatchObject({ code: 'sandbox.no-such-scenario' });
});

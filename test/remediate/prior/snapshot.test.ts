import { PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateRoleCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../../src/adapters/aws/aws-accounts.ts';
import { summarise } from '../../../src/alert/summarise.ts';
import { createStateKeeper } from '../../../src/app/states.ts';
import type { Case } from '../../../src/model/case.ts';
import type { CloudTrailRecord } from '../../../src/model/record.ts';
import { actions } from '../../../src/remediate/actions/index.ts';
import { restoreEventSelectors } from '../../../src/remediate/actions/restore-event-selectors.ts';
import { restoreTrustPolicy } from '../../../src/remediate/actions/restore-trust-policy.ts';
import type { Action } from '../../../src/remediate/action.ts';
import { offersNow } from '../../../src/remediate/offers.ts';
import { makePlan } from '../../../src/remediate/plans.ts';
import { stateFrom } from '../../../src/remediate/prior/from-records.ts';
import { takeSnapshots, type SnapshotPorts } from '../../../src/remediate/prior/snapshot.ts';
import { createSandboxAws, type SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { policyOf } from '../../approve/support.ts';
import { ManualClock, memoryStore } from '../../cases/support.ts';
import { clients, newestRecord, type Clients } from '../../sandbox/aws/support.ts';
import { testLog as log } from '../../support/test-log.ts';

const ACCOUNT = '111122223333';
const DAY = 24 * 60 * 60_000;
let aws: SandboxAws;
let admin: Clients;
let clock: ManualClock;
let ports: SnapshotPorts;
let roles = 0;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  const { worker } = aws.demo.credentials;
  Object.assign(process.env, aws.endpoints, {
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterAll(() => aws?.close());

beforeEach(() => {
  clock = new ManualClock(Date.now());
  ports = { store: memoryStore(clock), clock, log, aws: awsWith(aws.demo.roles.read) };
});

const awsWith = (readRole: string) => createAws({ accounts: () => Promise.resolve({ readRole }) });
const policy = () =>
  policyOf({ accounts: [{ id: ACCOUNT, alias: 'prod', regions: ['us-east-1'], readRole: aws.demo.roles.read }] });

const trusting = (Service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  });

async function createRole(): Promise<string> {
  const RoleName = `role-${(roles += 1)}`;
  const AssumeRolePolicyDocument = trusting('ec2.amazonaws.com');
  await admin.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  return RoleName;
}

async function openTo(RoleName: string, service: string): Promise<CloudTrailRecord> {
  await admin.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trusting(service) }));
  return later(await newestRecord(admin, 'UpdateAssumeRolePolicy'));
}

/** Records tell whole seconds, and what was seen in the same second does not count as before. */
function later(record: CloudTrailRecord): CloudTrailRecord {
  return { ...record, eventTime: new Date(Date.now() + 60_000).toISOString() };
}

function caseOf(...records: readonly CloudTrailRecord[]): Case {
  const summaries = records.map((record) => summarise(record as never));
  const [first] = summaries;
  const targets = summaries.flatMap(({ targets: all, region }) => all.map((target) => ({ ...target, region })));
  const it = {
    id: 'case1',
    account: ACCOUNT,
    actor: first?.actor,
    records: summaries,
    targets,
    lines: [],
    requests: [],
  };
  return { ...it, count: records.length } as unknown as Case;
}

const offered = async (it: Case) =>
  (await offersNow(ports.store, it, [], actions)).filter(({ action }) => action.startsWith('restore-'));

async function planned(action: Action, it: Case) {
  const [offer] = (await offered(it)).filter((one) => one.action === action.id);
  if (offer === undefined) throw new Error(`${action.id} is not offered.`);
  const plan = await makePlan({ ...ports, actions }, it, offer);
  return { plan, target: plan.targets[0] };
}

describe('what was seen before', () => {
  test('is put back as the daily snapshot saw it, and the plan tells when that was', async () => {
    const role = await createRole();
    await takeSnapshots(ports, policy());
    const it = caseOf(await openTo(role, 'lambda.amazonaws.com'));

    const { plan, target } = await planned(restoreTrustPolicy, it);

    expect(target?.blocked).toBeUndefined();
    expect(target?.facts).toEqual([
      'not used lately',
      'trusted now by lambda.amazonaws.com',
      expect.stringMatching(
        /^before by ec2\.amazonaws\.com, seen \d{4}-\d\d-\d\d \d\d:\d\d UTC by the daily snapshot$/,
      ),
    ]);
    expect(plan.effects).toEqual([
      `Role ${role} is trusted by ec2.amazonaws.com again, and by nobody else; now it is by lambda.amazonaws.com.`,
    ]);
  });

  test('without any source is not offered', async () => {
    const it = caseOf(await openTo(await createRole(), 'lambda.amazonaws.com'));

    expect(await offered(it)).toEqual([]);
  });

  test('is told by an earlier record as well, and by whom', async () => {
    const role = await createRole();
    const keeper = createStateKeeper(ports);
    const provenance = { source: 'org-trail', kind: 's3' as const };
    const earlier = { ...(await newestRecord(admin, 'CreateRole')), eventTime: '2026-11-01T10:00:00Z' };
    const record = await openTo(role, 'lambda.amazonaws.com');
    await keeper.take(
      policy(),
      [earlier, record].map((one) => ({ record: one, provenance })),
    );

    // The role is younger than the record that was dated back: that was another role of this name.
    expect((await planned(restoreTrustPolicy, caseOf(record))).target?.blocked).toMatch(
      /^Nobody saw what it was before/,
    );

    await keeper.take(policy(), [{ record: await newestRecord(admin, 'CreateRole'), provenance }]);
    expect((await planned(restoreTrustPolicy, caseOf(record))).target?.facts.at(-1)).toMatch(
      /^before by .+, set .+ UTC by arn:aws:iam::111122223333:user\/admin, as its record says$/,
    );
  });

  test('is not what the same actor set in between', async () => {
    const role = await createRole();
    await takeSnapshots(ports, policy());
    const first = await openTo(role, 'lambda.amazonaws.com');
    const second = { ...(await openTo(role, 'ecs-tasks.amazonaws.com')), eventTime: '2099-01-01T00:00:00Z' };
    for (const record of [first, second]) {
      await createStateKeeper(ports).take(policy(), [{ record, provenance: { source: 'x', kind: 's3' } }]);
    }

    const { plan } = await planned(restoreTrustPolicy, caseOf(second, first));

    expect(plan.effects[0]).toContain('is trusted by ec2.amazonaws.com again');
  });

  test('of a trail’s selectors is put back likewise', async () => {
    await takeSnapshots(ports, policy());
    await admin.cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: 'org-trail',
        EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false }],
      }),
    );
    const record = later(await newestRecord(admin, 'PutEventSelectors'));

    const { plan } = await planned(restoreEventSelectors, caseOf(record));

    expect(plan.effects).toEqual([
      'org-trail records all management events, data events of AWS::S3::Object again; now it is no management events, no data events.',
    ]);
    expect(stateFrom(record)).toMatchObject({
      object: 'us-east-1/org-trail',
      sighting: { value: { EventSelectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false }] } },
    });
  });
});

const reads = () => aws.control.faults.calls('iam:ListRoles');

describe('a snapshot', () => {
  test('is taken once a day, by one of those who are about to', async () => {
    const before = reads();
    await Promise.all([takeSnapshots(ports, policy()), takeSnapshots(ports, policy())]);
    await takeSnapshots(ports, policy());
    expect(reads() - before).toBe(1);

    clock.advance(DAY + 1);
    // What was assumed a day ago has ended, which the account's own clock knows nothing of.
    ports = { ...ports, aws: awsWith(aws.demo.roles.read) };
    await takeSnapshots(ports, policy());
    expect(reads() - before).toBe(2);
  });

  test('that is refused is tried again in an hour, and keeps no other account from its turn', async () => {
    const other = {
      id: '444455556666',
      alias: 'gone',
      regions: ['us-east-1'],
      readRole: 'arn:aws:iam::444455556666:role/x',
    };
    const both = { ...policy(), accounts: [other, ...policy().accounts] };
    const real = ports.aws;
    ports = {
      ...ports,
      aws: {
        ...real,
        reader: (account, ...rest) =>
          account === other.id ? awsWith(other.readRole).reader(account, ...rest) : real.reader(account, ...rest),
      },
    };
    const before = reads();

    await takeSnapshots(ports, both);
    await takeSnapshots(ports, both);

    expect(reads() - before).toBe(1);
  });
});

test.each([
  ['failed', { errorCode: 'AccessDenied' }],
  ['of another call', { eventName: 'UpdateRole' }],
  ['without a policy', { requestParameters: { roleName: 'a' } }],
  ['with what is no JSON', { requestParameters: { roleName: 'a', policyDocument: '{' } }],
  ['with a list for a policy', { requestParameters: { roleName: 'a', policyDocument: '[]' } }],
  ['with a number for a name', { requestParameters: { roleName: 1, policyDocument: '{}' } }],
  ['of no time', { eventTime: 'yesterday' }],
  ['of nobody’s account', { recipientAccountId: null }],
])('a record %s tells nothing', (_what, wrong) => {
  const record = {
    eventSource: 'iam.amazonaws.com',
    eventName: 'UpdateAssumeRolePolicy',
    eventTime: '2026-11-29T10:00:00Z',
    recipientAccountId: ACCOUNT,
    requestParameters: { roleName: 'a', policyDocument: '{"Statement":[]}' },
  };
  expect(stateFrom(record)).toMatchObject({ object: 'a' });
  expect(stateFrom({ ...record, ...wrong })).toBeUndefined();
});

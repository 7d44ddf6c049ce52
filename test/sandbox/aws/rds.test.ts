import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  AddTagsToResourceCommand,
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterSnapshotCommand,
  DeleteDBInstanceCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBInstanceCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds';
import type { CreateDBInstanceCommandInput, DBInstance } from '@aws-sdk/client-rds';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, post, refusal, signed } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000, transitionMs: 60_000 });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterEach(() => aws.close());

const ORDERS: CreateDBInstanceCommandInput = {
  DBInstanceIdentifier: 'orders',
  DBInstanceClass: 'db.t4g.micro',
  Engine: 'postgres',
  AllocatedStorage: 20,
  MasterUsername: 'owner',
  MasterUserPassword: 'correct horse'.replace(' ', '-'),
};

function settle(): void {
  aws.control.advance(60_000);
}

async function create(more: Partial<CreateDBInstanceCommandInput> = {}): Promise<DBInstance> {
  const { DBInstance: made } = await admin.rds.send(new CreateDBInstanceCommand({ ...ORDERS, ...more }));
  settle();
  return made ?? {};
}

async function snapshotOf(id = 'orders', more: Partial<CreateDBInstanceCommandInput> = {}): Promise<void> {
  await create({ DBInstanceIdentifier: id, ...more });
  await admin.rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: id, DBSnapshotIdentifier: `${id}-1` }));
  settle();
}

async function setPublic(PubliclyAccessible: boolean): Promise<void> {
  await admin.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'orders', PubliclyAccessible }));
}

async function describeOrders(): Promise<DBInstance | undefined> {
  const { DBInstances } = await admin.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders' }));
  return DBInstances?.[0];
}

async function sharedWith(DBSnapshotIdentifier = 'orders-1'): Promise<readonly string[] | undefined> {
  const { DBSnapshotAttributesResult: result } = await admin.rds.send(
    new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }),
  );
  return result?.DBSnapshotAttributes?.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues;
}

async function modify(change: object, DBSnapshotIdentifier = 'orders-1') {
  return admin.rds.send(
    new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, AttributeName: 'restore', ...change }),
  );
}

describe('an instance', () => {
  test('is made, takes its time, and is public unless somebody says otherwise', async () => {
    const { DBInstance: made } = await admin.rds.send(
      new CreateDBInstanceCommand({ ...ORDERS, DBInstanceIdentifier: 'Orders', Tags: [{ Key: 'team', Value: 'web' }] }),
    );

    expect(made).toMatchObject({
      DBInstanceIdentifier: 'orders',
      DBInstanceStatus: 'creating',
      PubliclyAccessible: true,
      StorageEncrypted: false,
      DBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
      TagList: [{ Key: 'team', Value: 'web' }],
    });
    expect(made?.Endpoint).toBeUndefined();
    settle();
    expect(await describeOrders()).toMatchObject({
      DBInstanceStatus: 'available',
      Endpoint: { Address: expect.stringMatching(/^orders\..+\.us-east-1\.rds\.amazonaws\.com$/), Port: 5432 },
      VpcSecurityGroups: [{ VpcSecurityGroupId: expect.stringMatching(/^sg-/), Status: 'active' }],
    });
  });

  test('becomes private and public again, each time after a moment', async () => {
    await create();
    await setPublic(false);
    expect(await describeOrders()).toMatchObject({ DBInstanceStatus: 'modifying', PubliclyAccessible: false });
    expect((await refusal(setPublic(true))).code).toBe('InvalidDBInstanceStateFault');
    settle();
    await setPublic(true);
    settle();
    expect(await describeOrders()).toMatchObject({ DBInstanceStatus: 'available', PubliclyAccessible: true });
  });

  test('is deleted, unless it is protected or nobody says what becomes of its data', async () => {
    await create({ DeletionProtection: true });
    const remove = (more: object) =>
      admin.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'orders', ...more }));

    expect((await refusal(remove({ SkipFinalSnapshot: true }))).code).toBe('InvalidParameterCombination');
    await admin.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'orders', DeletionProtection: false }));
    settle();
    expect((await refusal(remove({}))).code).toBe('InvalidParameterCombination');
    await remove({ SkipFinalSnapshot: true });
    settle();
    expect(await refusal(describeOrders())).toMatchObject({ code: 'DBInstanceNotFoundFault', status: 404 });
  });

  test.each([
    ['a name that is none', { DBInstanceIdentifier: '1st' }, 'InvalidParameterValue'],
    ['a doubled hyphen', { DBInstanceIdentifier: 'a--b' }, 'InvalidParameterValue'],
    ['an engine that there is not', { Engine: 'paper' }, 'InvalidParameterValue'],
    ['a class that there is not', { DBInstanceClass: 't3.small' }, 'InvalidParameterValue'],
    ['no storage', { AllocatedStorage: undefined }, 'InvalidParameterValue'],
    ['a short password', { MasterUserPassword: 'secret' }, 'InvalidParameterValue'],
    ['no password', { MasterUserPassword: undefined }, 'InvalidParameterValue'],
    ['a group of nobody', { VpcSecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidParameterValue'],
    ['a key for what is not encrypted', { KmsKeyId: 'alias/mine' }, 'InvalidParameterCombination'],
    ['a tag of AWS’s own', { Tags: [{ Key: 'aws:mine', Value: '1' }] }, 'InvalidParameterValue'],
  ])('is not made with %s', async (_what, more, code) => {
    expect((await refusal(create(more as object))).code).toBe(code);
    expect((await admin.rds.send(new DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  });

  test('is not made twice', async () => {
    await create();
    expect((await refusal(create())).code).toBe('DBInstanceAlreadyExistsFault');
  });
});

describe('a snapshot', () => {
  test('is shared with accounts and with everybody, and taken back from each by itself', async () => {
    await snapshotOf();

    await modify({ ValuesToAdd: ['444455556666', 'all'] });
    const answer = await modify({ ValuesToAdd: ['444455556666', '777788889999'] });
    expect(answer.DBSnapshotAttributesResult).toEqual({
      DBSnapshotIdentifier: 'orders-1',
      DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: ['444455556666', 'all', '777788889999'] }],
    });
    await modify({ ValuesToRemove: ['all', '123412341234'] });
    expect(await sharedWith()).toEqual(['444455556666', '777788889999']);
  });

  test.each([
    ['with whom there is not', { ValuesToAdd: ['everyone'] }, 'InvalidParameterValue'],
    ['by another attribute', { AttributeName: 'copy', ValuesToAdd: ['all'] }, 'InvalidParameterValue'],
    [
      'with more than twenty accounts',
      { ValuesToAdd: Array.from({ length: 21 }, (_, index) => String(444455550000 + index)) },
      'SharedSnapshotQuotaExceededFault',
    ],
  ])('is not shared %s', async (_what, change, code) => {
    await snapshotOf();
    expect((await refusal(modify(change))).code).toBe(code);
    expect(await sharedWith()).toEqual([]);
  });

  test('that is encrypted is shared with accounts only, and only with a key of the account’s own', async () => {
    await snapshotOf('own', { StorageEncrypted: true, KmsKeyId: 'alias/mine' });
    await snapshotOf('default', { StorageEncrypted: true });

    await modify({ ValuesToAdd: ['444455556666'] }, 'own-1');
    expect((await refusal(modify({ ValuesToAdd: ['all'] }, 'own-1'))).code).toBe('InvalidParameterValue');
    expect((await refusal(modify({ ValuesToAdd: ['444455556666'] }, 'default-1'))).code).toBe(
      'InvalidParameterCombination',
    );
  });

  test('that is being taken is not shared, and what is not there is not found', async () => {
    await create();
    const take = { DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'orders-1' };
    await admin.rds.send(new CreateDBSnapshotCommand(take));

    expect((await refusal(modify({ ValuesToAdd: ['all'] }))).code).toBe('InvalidDBSnapshotStateFault');
    expect((await refusal(admin.rds.send(new CreateDBSnapshotCommand(take)))).code).toBe(
      'DBSnapshotAlreadyExistsFault',
    );
    settle();
    await admin.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'orders-1' }));
    expect(await refusal(sharedWith())).toMatchObject({ code: 'DBSnapshotNotFoundFault', status: 404 });
    expect((await admin.rds.send(new DescribeDBSnapshotsCommand({}))).DBSnapshots).toEqual([]);
  });

  test('of a cluster goes the same way', async () => {
    const name = { DBClusterSnapshotIdentifier: 'shop-1' };
    const cluster = { DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql' };
    const { MasterUsername, MasterUserPassword } = ORDERS;
    await admin.rds.send(new CreateDBClusterCommand({ ...cluster, MasterUsername, MasterUserPassword }));
    settle();
    await admin.rds.send(new CreateDBClusterSnapshotCommand({ ...name, DBClusterIdentifier: 'shop' }));
    settle();
    const restore = { ...name, AttributeName: 'restore' };
    await admin.rds.send(new ModifyDBClusterSnapshotAttributeCommand({ ...restore, ValuesToAdd: ['all'] }));

    const found = await admin.rds.send(new DescribeDBClusterSnapshotAttributesCommand(name));
    expect(found.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes).toEqual([
      { AttributeName: 'restore', AttributeValues: ['all'] },
    ]);
    expect((await admin.rds.send(new DescribeDBClusterSnapshotsCommand(name))).DBClusterSnapshots).toMatchObject([
      {
        DBClusterIdentifier: 'shop',
        DBClusterSnapshotArn: 'arn:aws:rds:us-east-1:111122223333:cluster-snapshot:shop-1',
      },
    ]);
    await admin.rds.send(new DeleteDBClusterSnapshotCommand(name));
    expect((await refusal(admin.rds.send(new DescribeDBClusterSnapshotAttributesCommand(name)))).code).toBe(
      'DBClusterSnapshotNotFoundFault',
    );
  });
});

test('tags are read and added by ARN', async () => {
  const ResourceName = (await create()).DBInstanceArn ?? '';
  await admin.rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'trailbolt', Value: 'never' }] }));

  const { TagList } = await admin.rds.send(new ListTagsForResourceCommand({ ResourceName }));
  expect(TagList).toEqual([{ Key: 'trailbolt', Value: 'never' }]);
  const gone = new ListTagsForResourceCommand({ ResourceName: `${ResourceName}-2` });
  expect((await refusal(admin.rds.send(gone))).code).toBe('DBInstanceNotFoundFault');
});

test('rights are judged by ARN', async () => {
  await snapshotOf();
  const dave = clients(aws, aws.demo.credentials.dave);
  const share = new ModifyDBSnapshotAttributeCommand({
    DBSnapshotIdentifier: 'orders-1',
    AttributeName: 'restore',
    ValuesToAdd: ['all'],
  });
  const arn = 'arn:aws:rds:us-east-1:111122223333:snapshot:orders-1';

  expect(await refusal(dave.rds.send(share))).toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message: expect.stringContaining(`rds:ModifyDBSnapshotAttribute on resource: ${arn}`),
  });
  expect(await newestRecord(admin, 'ModifyDBSnapshotAttribute')).toMatchObject({
    errorCode: 'AccessDenied',
    requestParameters: null,
  });
  const Statement = [{ Effect: 'Allow', Action: 'rds:*', Resource: arn }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.iam.send(new PutUserPolicyCommand({ UserName: 'dave', PolicyName: 'rds', PolicyDocument }));
  await dave.rds.send(share);
  expect(await sharedWith()).toEqual(['all']);
  expect((await refusal(dave.rds.send(new CreateDBInstanceCommand(ORDERS)))).code).toBe('AccessDenied');
});

describe('its records', () => {
  test('have the names of the API with a small first letter, no password, and the answer without its wrapping', async () => {
    await create();

    expect(await newestRecord(admin, 'CreateDBInstance')).toMatchObject({
      eventSource: 'rds.amazonaws.com',
      requestParameters: {
        dBInstanceIdentifier: 'orders',
        dBInstanceClass: 'db.t4g.micro',
        allocatedStorage: 20,
        masterUserPassword: '****',
      },
      responseElements: {
        dBInstanceIdentifier: 'orders',
        dBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
        dBInstanceStatus: 'creating',
        publiclyAccessible: true,
        pendingModifiedValues: { masterUserPassword: '****' },
        vpcSecurityGroups: [{ status: 'active' }],
      },
    });
  });

  test('say whom a snapshot is shared with', async () => {
    await snapshotOf();
    await modify({ ValuesToAdd: ['all'] });

    expect(await newestRecord(admin, 'ModifyDBSnapshotAttribute')).toMatchObject({
      requestParameters: { dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', valuesToAdd: ['all'] },
      responseElements: {
        dBSnapshotIdentifier: 'orders-1',
        dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: ['all'] }],
      },
    });
    await refusal(modify({ ValuesToAdd: ['all'] }, 'nobodys'));
    expect(await newestRecord(admin, 'ModifyDBSnapshotAttribute')).toMatchObject({
      errorCode: 'DBSnapshotNotFoundFault',
    });
  });
});

test('on the wire, codes are those of the query protocol', async () => {
  const body = new URLSearchParams({
    Action: 'DescribeDBInstances',
    Version: '2014-10-31',
    DBInstanceIdentifier: 'nobodys',
  }).toString();
  const answer = await post(aws, await signed(aws, { service: 'rds', body }));

  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain(
    '<Code>DBInstanceNotFound</Code><Message>DBInstance nobodys not found.</Message>',
  );
  const without = new URLSearchParams({ Action: 'ModifyDBInstance', Version: '2014-10-31' }).toString();
  expect(await (await post(aws, await signed(aws, { service: 'rds', body: without }))).text()).toContain(
    '<Code>MissingParameter</Code>',
  );
});

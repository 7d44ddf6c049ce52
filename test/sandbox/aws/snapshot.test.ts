import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateDetectorCommand, GuardDutyClient } from '@aws-sdk/client-guardduty';
import { CreateDBInstanceCommand, CreateDBSnapshotCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createSandboxAws, type SandboxAws } from '../../../src/sandbox/aws/account.ts';

let aws: SandboxAws;

beforeAll(async () => {
  aws = await createSandboxAws({ deliveryMs: 0, transitionMs: 0 });
});
afterAll(async () => aws.close());

function settings() {
  return { endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin, maxAttempts: 1 };
}

test('objects of a bucket are counted, whatever their keys and however they go', async () => {
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  const Bucket = 'counted-objects';
  const count = (): number | undefined => aws.snapshot().buckets.find(({ name }) => name === Bucket)?.objects;
  await s3.send(new CreateBucketCommand({ Bucket }));
  expect(count()).toBe(0);

  for (const Key of ['a', 'a', 'b/c d&e', 'ä+ö']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [] } })).catch(() => undefined);
  expect(count()).toBe(3);

  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'ä+ö' }));
  expect(count()).toBe(2);
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'b/c d&e' }] } }));
  expect(count()).toBe(0);
  s3.destroy();
});

test('databases, their snapshots and detectors are seen', async () => {
  const rds = new RDSClient(settings());
  const guardduty = new GuardDutyClient(settings());
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'boss',
      MasterUserPassword: 'a-long-password',
      StorageEncrypted: true,
      PubliclyAccessible: false,
    }),
  );
  aws.control.advance(600_000);
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'orders-today' }));
  const { DetectorId: id } = await guardduty.send(new CreateDetectorCommand({ Enable: true }));

  const { databases, databaseCopies, detectors } = aws.snapshot();

  expect(databases).toMatchObject([{ id: 'orders', state: 'available', public: false, encrypted: true }]);
  expect(databaseCopies).toMatchObject([{ id: 'orders-today', of: 'orders', sharedWith: [] }]);
  expect(detectors).toMatchObject([{ id, region: 'us-east-1', enabled: true }]);
  rds.destroy();
  guardduty.destroy();
});

test('an account that is furnished has a database with a copy, and GuardDuty, and nothing of it is wrong', async () => {
  const home = await createSandboxAws({ furnished: true });
  onTestFinished(() => home.close());

  const { databases, databaseCopies, detectors } = home.snapshot();

  expect(databases).toMatchObject([
    { id: 'orders', state: 'available', public: false, encrypted: true, deletionProtection: true, backupDays: 7 },
  ]);
  expect(databaseCopies).toMatchObject([{ of: 'orders', state: 'available', sharedWith: [], encrypted: true }]);
  expect(detectors).toMatchObject([{ region: 'us-east-1', enabled: true }]);
});

test('roles say whom they trust, and which of them AWS keeps', () => {
  const { roles, instances, functions } = aws.snapshot();

  expect(roles.find(({ name }) => name === 'web-server')).toMatchObject({
    trusts: ['ec2.amazonaws.com'],
    ofAws: false,
  });
  expect(roles.find(({ name }) => name === 'AWSServiceRoleForAutoScaling')?.ofAws).toBe(true);
  expect(instances.find(({ name }) => name === 'web-1')).toMatchObject({ groups: ['default'], profile: 'web-server' });
  expect(functions[0]?.callers).toEqual(['uploads: s3.amazonaws.com']);
});

import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordSummary } from '../../src/model/alert.ts';
import { inspectScene, remediesFor } from './inspect-scene.ts';

const scene = inspectScene();
const { newest, seenAfter } = scene;

describe('a bucket', () => {
  let Bucket: string;
  const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
  const block = (...on: (typeof FLAGS)[number][]) => Object.fromEntries(FLAGS.map((flag) => [flag, on.includes(flag)]));

  beforeEach(async () => {
    Bucket = `bucket-${crypto.randomUUID().slice(0, 8)}`;
    await scene.admin.s3.send(new CreateBucketCommand({ Bucket }));
    await scene.admin.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  });
  afterEach(async () => {
    await scene.admin.s3Control.send(new DeleteAccountBlockCommand({ AccountId: scene.aws.demo.account }));
  });

  async function publish(Condition?: object): Promise<RecordSummary> {
    const Resource = `arn:aws:s3:::${Bucket}/*`;
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource, Condition }];
    await scene.admin.s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
    );
    return newest('PutBucketPolicy');
  }

  it('with a public policy is found, and leads to the remedy', async () => {
    const record = await publish();

    expect(await seenAfter(record)).toEqual({ 'bucket-public': ['Its policy is public.'] });
    expect(remediesFor(record)).toContain(`block-public-bucket ${Bucket}`);
  });

  it('whose policy confines everybody is none of S3’s public ones', async () => {
    expect(await seenAfter(await publish({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }))).toEqual({});
  });

  it('with a list that grants to all is found with what it grants', async () => {
    const ObjectOwnership = 'ObjectWriter' as const;
    await scene.admin.s3.send(
      new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
    );
    await scene.admin.s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read-write' }));
    const toAll = await seenAfter(await newest('PutBucketAcl'));
    await scene.admin.s3.send(new PutBucketAclCommand({ Bucket, ACL: 'authenticated-read' }));

    expect(toAll).toEqual({ 'bucket-public': ['Its access control list gives READ, WRITE to everybody.'] });
    expect(await seenAfter(await newest('PutBucketAcl'))).toEqual({
      'bucket-public': ['Its access control list gives READ to anybody with an AWS account.'],
    });
    await scene.admin.s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block('IgnorePublicAcls') }),
    );
    expect(await seenAfter(await newest('PutBucketPublicAccessBlock'))).toEqual({});
  });

  it('is found again when its block is taken away, and not while one still holds', async () => {
    await publish();
    const PublicAccessBlockConfiguration = block('RestrictPublicBuckets');
    await scene.admin.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(await seenAfter(await newest('PutBucketPublicAccessBlock'))).toEqual({});

    await scene.admin.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const record = await newest('DeleteBucketPublicAccessBlock');
    expect(await seenAfter(record)).toEqual({ 'bucket-public': ['Its policy is public.'] });
    expect(remediesFor(record)).toContain(`block-public-bucket ${Bucket}`);

    const AccountId = scene.aws.demo.account;
    await scene.admin.s3Control.send(new PutAccountBlockCommand({ AccountId, PublicAccessBlockConfiguration }));
    expect(await seenAfter(record)).toEqual({});
  });

  it('that is gone again is nobody’s finding', async () => {
    const record = await publish();
    await scene.admin.s3.send(new DeleteBucketCommand({ Bucket }));

    expect(await seenAfter(record)).toEqual({});
  });
});

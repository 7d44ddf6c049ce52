import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlock,
  PutPublicAccessBlockCommand as PutAccountBlock,
} from '@aws-sdk/client-s3-control';
import { beforeEach, describe, expect, test } from 'vitest';
import { blockPublicBucket } from '../../src/remediate/actions/block-public-bucket.ts';
import { refusal } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(blockPublicBucket);
const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const PART = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: true };
let buckets = 0;
let Bucket: string;

beforeEach(async () => {
  Bucket = `bucket-${++buckets}`;
  await scene.admin.s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
  await scene.admin.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
});

const planBucket = () => scene.plan({ type: 'AWS::S3::Bucket', id: Bucket });
const put = (PublicAccessBlockConfiguration: object) =>
  scene.admin.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
const flags = async () =>
  (await scene.admin.s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;

describe('the plan', () => {
  test('of a bucket that nobody uses from outside warns of nothing', async () => {
    const planned = await planBucket();

    expect(planned).toMatchObject({ facts: ['no public access block of its own'], warnings: [], tags: [] });
    expect(planned.blocked).toBeUndefined();
  });

  test('says who loses what', async () => {
    const { s3 } = scene.admin;
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}` }];
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
    await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'team', Value: 'red' }] } }));

    const { warnings, tags } = await planBucket();

    expect(warnings).toEqual([
      expect.stringMatching(/^Its policy is public/),
      expect.stringMatching(/^Its access control list grants to everybody/),
      expect.stringMatching(/^It is set up as a website/),
    ]);
    expect(tags).toEqual([{ key: 'team', value: 'red' }]);
  });

  test('is not needed where the bucket, or the whole account, is closed already', async () => {
    await put(ALL);
    expect((await planBucket()).blocked).toBe('All four flags are on already.');

    await put(PART);
    const AccountId = scene.aws.demo.account;
    await scene.admin.s3Control.send(new PutAccountBlock({ AccountId, PublicAccessBlockConfiguration: ALL }));
    expect((await planBucket()).blocked).toMatch(/^Not needed: the account/);
    await scene.admin.s3Control.send(new PutAccountBlock({ AccountId, PublicAccessBlockConfiguration: PART }));
    expect((await planBucket()).blocked).toBeUndefined();
    await scene.admin.s3Control.send(new DeleteAccountBlock({ AccountId }));
  });

  test('of a bucket that is deleted says so', async () => {
    await scene.admin.s3.send(new DeleteBucketCommand({ Bucket }));

    expect((await planBucket()).blocked).toBe('S3 does not know this bucket (any more).');
  });
});

test('flags that were a part of four are put back as that part', async () => {
  await put(PART);
  const planned = await planBucket();

  expect(planned.facts).toEqual(['public access blocks on: BlockPublicAcls, RestrictPublicBuckets']);
  expect((await scene.act(planned)).seen).toBe('done: all four public access blocks on');
  expect(await flags()).toEqual(ALL);
  const back = await scene.planReverse(planned);
  expect(blockPublicBucket.reverse?.effects([back])).toEqual([
    `${Bucket}: public access blocks on: BlockPublicAcls, RestrictPublicBuckets.`,
  ]);
  await scene.act(back, 'reverse');
  expect(await flags()).toEqual(PART);
});

test('a bucket that had no flags of its own has none again', async () => {
  const planned = await planBucket();
  await scene.act(planned);

  const { seen } = await scene.act(await scene.planReverse(planned), 'reverse');

  expect(seen).toBe('done: no public access block of its own');
  expect((await refusal(flags())).code).toBe('NoSuchPublicAccessBlockConfiguration');
});

test('what somebody has changed since is not overwritten', async () => {
  const planned = await planBucket();
  await scene.act(planned);
  await put(PART);

  expect((await scene.planReverse(planned)).blocked).toBe(
    'Somebody has changed the flags since; they are left as they are.',
  );
});

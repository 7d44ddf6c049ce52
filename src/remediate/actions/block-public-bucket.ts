import { isObject } from '../../model/json.ts';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, DoneTarget, StepContext, StepResult, Verification } from '../action.ts';
import { accountBlock, ALL_ON, blockOf, bucketTags, FLAGS, isAllOn, ofAccount, usesOf } from '../aws/buckets.ts';
import type { Block } from '../aws/buckets.ts';

const READS = ['s3:GetBucketPublicAccessBlock', 's3:GetBucketTagging'] as const;
const ACT = ['s3:PutBucketPublicAccessBlock'] as const;

/** Keeps everybody out of a bucket who has no right of the account's own, and can put the flags back as they were. */
export const blockPublicBucket: Action = {
  id: 'block-public-bucket',
  title: { one: 'Block public access', many: 'Block public access of buckets' },
  risk: 'disruptive',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The four flags are put back as they were before.',
  permissions: {
    read: [
      ...READS,
      's3:GetAccountPublicAccessBlock',
      's3:GetBucketAcl',
      's3:GetBucketPolicyStatus',
      's3:GetBucketWebsite',
    ],
    act: ACT,
  },

  appliesTo: (target) => target.type === 'AWS::S3::Bucket' && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(target.id),

  after: [
    'CreateBucket',
    'DeleteBucketPublicAccessBlock',
    'PutBucketAcl',
    'PutBucketPolicy',
    'PutBucketPublicAccessBlock',
    'PutBucketWebsite',
  ],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) =>
    targets.map(({ id }) => `All four public access blocks of ${id} are on: neither its policy nor a list opens it.`),

  limits: () => [
    'What was read or copied meanwhile is out: look in data events or access logs.',
    'Other accounts and presigned URLs keep the access that they have without a public policy.',
    'Whoever opened it can open it again: take that right, or block public access for the whole account.',
  ],

  steps: ({ arn }) => [{ id: 'block', title: 'Block public access', permissions: ACT, resources: [arn] }],
  run: (session, { target }) => put(session, target.id, ALL_ON, 'all four flags on'),

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    return verifyBlock(await blockOf(session, target.id), ALL_ON);
  },

  reverse: {
    title: { one: 'Restore public access settings', many: 'Restore public access settings of buckets' },
    risk: 'disruptive',
    permissions: { read: READS, act: ACT },
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) => targets.map(({ id, material }) => `${id}: ${inWords(asBlock(material['restore']))}.`),
    limits: () => ['As far as its policy and its list are public, everybody can use the bucket again.'],
    steps: ({ arn }) => [{ id: 'restore', title: 'Restore the flags', permissions: ACT, resources: [arn] }],
    run: (session, { target }) =>
      put(session, target.id, asBlock(target.material['restore']), 'flags as they were before'),
    async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
      return verifyBlock(await blockOf(session, target.id), asBlock(target.material['restore']));
    },
  },
};

async function planOne(session: AwsSession, name: string): Promise<PlanTarget> {
  const found = await bucketTarget(session, name);
  if (found.blocked !== undefined) return found;
  if (isAllOn(asBlock(found.material['block']))) return { ...found, blocked: 'All four flags are on already.' };
  if (isAllOn(await accountBlock(session))) {
    return { ...found, blocked: 'Not needed: the account blocks public access to every bucket.' };
  }
  return { ...found, warnings: await usesOf(session, name) };
}

async function planReverse(session: AwsSession, { target }: DoneTarget): Promise<PlanTarget> {
  const found = await bucketTarget(session, target.id);
  if (found.blocked !== undefined) return found;
  const material = { ...found.material, restore: target.material['block'] ?? null };
  if (isAllOn(asBlock(found.material['block']))) return { ...found, material };
  return { ...found, material, blocked: 'Somebody has changed the flags since; they are left as they are.' };
}

async function bucketTarget(session: AwsSession, name: string): Promise<PlanTarget> {
  const block = await blockOf(session, name);
  const base = { type: 'AWS::S3::Bucket', id: name, arn: `arn:${partitionOf(session.region)}:s3:::${name}` };
  if (block === 'gone') {
    return {
      ...base,
      facts: [],
      material: { bucket: name, exists: false },
      warnings: [],
      blocked: 'S3 does not know this bucket (any more).',
    };
  }
  const own = block === 'none' ? undefined : block;
  return {
    ...base,
    facts: [inWords(own)],
    material: { bucket: name, block: own === undefined ? null : { ...own } },
    tags: await bucketTags(session, name),
    warnings: [],
  };
}

/** Without flags the bucket's own configuration is deleted: it had none. */
async function put(session: AwsSession, name: string, block: Block | undefined, result: string): Promise<StepResult> {
  const { requestId } = await session.call('s3:PutBucketPublicAccessBlock', {
    ...ofAccount(session, name),
    ...(block === undefined ? {} : { PublicAccessBlockConfiguration: block }),
  });
  return { result, ...(requestId === undefined ? {} : { requestId }) };
}

function verifyBlock(now: Block | 'none' | 'gone', wanted: Block | undefined): Verification {
  if (now === 'gone') return { state: 'gone', sentence: 'S3 no longer lists it' };
  const own = now === 'none' ? undefined : now;
  const same =
    own === undefined || wanted === undefined ? own === wanted : FLAGS.every((flag) => own[flag] === wanted[flag]);
  return { state: same ? 'done' : 'not-begun', sentence: inWords(own) };
}

/** The flags in a plan's material; null: the bucket has no configuration of its own. */
function asBlock(value: unknown): Block | undefined {
  if (!isObject(value)) return undefined;
  return {
    BlockPublicAcls: value['BlockPublicAcls'] === true,
    IgnorePublicAcls: value['IgnorePublicAcls'] === true,
    BlockPublicPolicy: value['BlockPublicPolicy'] === true,
    RestrictPublicBuckets: value['RestrictPublicBuckets'] === true,
  };
}

function inWords(block: Block | undefined): string {
  if (block === undefined) return 'no public access block of its own';
  const on = FLAGS.filter((flag) => block[flag]);
  if (on.length === FLAGS.length) return 'all four public access blocks on';
  return on.length === 0 ? 'all four public access blocks off' : `public access blocks on: ${on.join(', ')}`;
}

import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

/** The four flags by S3's names, in the order in which S3 documents them. */
export const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

export type Block = { readonly [Flag in (typeof FLAGS)[number]]: boolean };

export const ALL_ON: Block = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const NO_BLOCK = 'NoSuchPublicAccessBlockConfiguration';
const EVERYBODY = /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/;

export function isAllOn(block: Block | undefined): boolean {
  return block !== undefined && FLAGS.every((flag) => block[flag]);
}

/** The bucket's own block; `gone` where S3 says that there is no such bucket. */
export async function blockOf(session: AwsSession, bucket: string): Promise<Block | 'none' | 'gone'> {
  try {
    const { output } = await session.call('s3:GetBucketPublicAccessBlock', ofAccount(session, bucket));
    return toBlock(output.PublicAccessBlockConfiguration);
  } catch (error) {
    if (isAwsError(error, 'NoSuchBucket')) return 'gone';
    if (isAwsError(error, NO_BLOCK)) return 'none';
    throw error;
  }
}

/** The account's block, which holds for all of its buckets. */
export async function accountBlock(session: AwsSession): Promise<Block | undefined> {
  const answer = await unless(NO_BLOCK, session.call('s3:GetAccountPublicAccessBlock', { AccountId: session.account }));
  return answer === undefined ? undefined : toBlock(answer.output.PublicAccessBlockConfiguration);
}

/** What blocking public access takes from whom, in words. */
export async function usesOf(session: AwsSession, bucket: string): Promise<readonly string[]> {
  const of = ofAccount(session, bucket);
  const policy = await unless('NoSuchBucketPolicy', session.call('s3:GetBucketPolicyStatus', of));
  const { output: list } = await session.call('s3:GetBucketAcl', of);
  const website = await unless('NoSuchWebsiteConfiguration', session.call('s3:GetBucketWebsite', of));
  const grants = (list.Grants ?? []).filter(({ Grantee: grantee }) => EVERYBODY.test(grantee?.URI ?? ''));
  return [
    ...(policy?.output.PolicyStatus?.IsPublic === true
      ? [
          'Its policy is public: nobody outside of the account gets in by it any more, other accounts that it names included.',
        ]
      : []),
    ...(grants.length === 0 ? [] : ['Its access control list grants to everybody: those grants no longer count.']),
    ...(website === undefined ? [] : ['It is set up as a website: visitors get 403.']),
  ];
}

export async function bucketTags(session: AwsSession, bucket: string): Promise<readonly TargetTag[]> {
  const answer = await unless('NoSuchTagSet', session.call('s3:GetBucketTagging', ofAccount(session, bucket)));
  return (answer?.output.TagSet ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/** A name is free for others once its bucket is deleted: S3 then refuses for whoever is not the owner expected. */
export function ofAccount({ account }: AwsSession, bucket: string) {
  return { Bucket: bucket, ExpectedBucketOwner: account };
}

function toBlock(block: PublicAccessBlockConfiguration | undefined): Block {
  return {
    BlockPublicAcls: block?.BlockPublicAcls ?? false,
    IgnorePublicAcls: block?.IgnorePublicAcls ?? false,
    BlockPublicPolicy: block?.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: block?.RestrictPublicBuckets ?? false,
  };
}

async function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, code)) return undefined;
    throw error;
  }
}

import type { PublicAccessBlockConfiguration } from '@aws-sdk/client-s3';
import type { AwsSession } from '../../ports/aws.ts';
import { unless } from './unless.ts';

/** What S3 itself says of a bucket, and what keeps it from counting. */
export interface SeenBucket {
  /** S3's judgement of the policy ("The meaning of 'public'", Amazon S3 User Guide). */
  readonly publicPolicy: boolean;
  /** Permissions in the access control list, by whom they are for. */
  readonly grantedToAll: readonly string[];
  readonly grantedToSignedIn: readonly string[];
  /** Public policies and lists do not count: blocked by the bucket's settings or by the account's. */
  readonly policyBlocked: boolean;
  readonly listIgnored: boolean;
}

/** @returns undefined where S3 says that there is no such bucket. */
export async function readBucket(session: AwsSession, bucket: string): Promise<SeenBucket | undefined> {
  // A name is free for others once its bucket is deleted: S3 then refuses for whoever is not the owner expected.
  const of = { Bucket: bucket, ExpectedBucketOwner: session.account };
  const list = await unless('NoSuchBucket', session.call('s3:GetBucketAcl', of));
  if (list === undefined) return undefined;
  const policy = await unless('NoSuchBucketPolicy', session.call('s3:GetBucketPolicyStatus', of));
  const own = await unless(NO_BLOCK, session.call('s3:GetBucketPublicAccessBlock', of));
  const account = await unless(
    NO_BLOCK,
    session.call('s3:GetAccountPublicAccessBlock', { AccountId: session.account }),
  );
  const blocks = [own, account].map((answer) => answer?.output.PublicAccessBlockConfiguration);
  const isOn = (flag: keyof PublicAccessBlockConfiguration): boolean => blocks.some((block) => block?.[flag] === true);
  const grantedTo = (group: string): readonly string[] =>
    (list.output.Grants ?? [])
      .filter(({ Grantee: grantee }) => grantee?.URI?.endsWith(`/groups/global/${group}`) === true)
      .map(({ Permission: permission = 'unknown' }) => permission);
  return {
    publicPolicy: policy?.output.PolicyStatus?.IsPublic === true,
    grantedToAll: grantedTo('AllUsers'),
    grantedToSignedIn: grantedTo('AuthenticatedUsers'),
    policyBlocked: isOn('RestrictPublicBuckets'),
    listIgnored: isOn('IgnorePublicAcls'),
  };
}

const NO_BLOCK = 'NoSuchPublicAccessBlockConfiguration';

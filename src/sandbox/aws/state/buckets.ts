import type { LifecycleRule, ServerSideEncryptionRule, WebsiteConfiguration } from '@aws-sdk/client-s3';
import type { StoredPolicy } from './principals.ts';

/** "Blocking public access to your Amazon S3 storage", Amazon S3 User Guide. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** Who else may what, besides the owner, who may everything: a group's URI or a canonical user id. */
export interface BucketGrant {
  readonly grantee: { readonly uri: string } | { readonly id: string };
  readonly permission: string;
}

export type Ownership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** A bucket without what is in it. */
export interface BucketRecord {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly createdAt: number;
  tags: ReadonlyMap<string, string>;
  ownership: Ownership | undefined;
  grants: readonly BucketGrant[];
  policy: StoredPolicy | undefined;
  publicAccessBlock: PublicAccessBlock | undefined;
  website: WebsiteConfiguration | undefined;
  versioning: 'Enabled' | 'Suspended' | undefined;
  lifecycle: readonly LifecycleRule[] | undefined;
  encryption: ServerSideEncryptionRule | undefined;
}

const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** New buckets block public access and know no access control lists ("Default settings for new S3 buckets FAQ"). */
export function newBucket(name: string, region: string, createdAt: number): BucketRecord {
  return {
    name,
    arn: `arn:aws:s3:::${name}`,
    region,
    createdAt: Math.floor(createdAt / 1000) * 1000,
    tags: new Map(),
    ownership: 'BucketOwnerEnforced',
    grants: [],
    policy: undefined,
    publicAccessBlock: ALL_BLOCKED,
    website: undefined,
    versioning: undefined,
    lifecycle: undefined,
    encryption: undefined,
  };
}

import {
  DeleteBucketOwnershipControls$,
  GetBucketOwnershipControls$,
  GetBucketTagging$,
  PutBucketOwnershipControls$,
  PutBucketTagging$,
} from '@aws-sdk/client-s3';
import type {
  DeleteBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput,
  GetBucketOwnershipControlsRequest,
  GetBucketTaggingOutput,
  GetBucketTaggingRequest,
  PutBucketOwnershipControlsRequest,
  PutBucketTaggingRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';
import { isPublicGrant } from './public.ts';

/** Errors: "Error responses", Amazon S3 API Reference. */
export const getBucketTagging = defineOperation<GetBucketTaggingRequest, GetBucketTaggingOutput>({
  schema: GetBucketTagging$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketTagging', input, call),

  run(input, call) {
    const { tags } = findBucket(call, input.Bucket);
    if (tags.size === 0) throw new AwsRefusal('NoSuchTagSet', 'The TagSet does not exist', { status: 404 });
    return { TagSet: [...tags].map(([Key, Value]) => ({ Key, Value })) };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketTagging = defineOperation<PutBucketTaggingRequest, object>({
  schema: PutBucketTagging$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'Tagging', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketTagging', input, call),

  run(input, call) {
    const tags = input.Tagging?.TagSet ?? [];
    const keys = tags.map((tag) => tag.Key ?? '');
    // "A bucket can have up to 50 tags"; keys are unique and not AWS's own (API_PutBucketTagging).
    if (keys.length > 50) throw new AwsRefusal('BadRequest', 'Bucket tag count cannot be greater than 50');
    if (new Set(keys).size < keys.length || keys.some((key) => key === '' || key.startsWith('aws:'))) {
      throw new AwsRefusal('InvalidTag', 'The tag provided was not a valid tag.');
    }
    findBucket(call, input.Bucket).tags = new Map(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const getBucketOwnershipControls = defineOperation<
  GetBucketOwnershipControlsRequest,
  GetBucketOwnershipControlsOutput
>({
  schema: GetBucketOwnershipControls$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketOwnershipControls', input, call),

  run(input, call) {
    const { ownership } = findBucket(call, input.Bucket);
    if (ownership === undefined) {
      throw new AwsRefusal('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', {
        status: 404,
      });
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketOwnershipControls = defineOperation<PutBucketOwnershipControlsRequest, object>({
  schema: PutBucketOwnershipControls$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'OwnershipControls', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketOwnershipControls', input, call),

  run(input, call) {
    const bucket = findBucket(call, input.Bucket);
    const ownership = input.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
    if (ownership === 'BucketOwnerEnforced' && bucket.grants.some(isPublicGrant)) {
      throw new AwsRefusal(
        'InvalidBucketAclWithObjectOwnership',
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      );
    }
    bucket.ownership = ownership;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const deleteBucketOwnershipControls = defineOperation<DeleteBucketOwnershipControlsRequest, object>({
  schema: DeleteBucketOwnershipControls$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:PutBucketOwnershipControls', input, call),

  run(input, call) {
    findBucket(call, input.Bucket).ownership = undefined;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

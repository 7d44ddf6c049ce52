import { DeleteBucketWebsite$, GetBucketWebsite$, PutBucketWebsite$ } from '@aws-sdk/client-s3';
import type {
  DeleteBucketWebsiteRequest,
  GetBucketWebsiteOutput,
  GetBucketWebsiteRequest,
  PutBucketWebsiteRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';

/** The configuration alone: the sandbox has no website endpoint. */
export const getBucketWebsite = defineOperation<GetBucketWebsiteRequest, GetBucketWebsiteOutput>({
  schema: GetBucketWebsite$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketWebsite', input, call),

  run(input, call) {
    const { website } = findBucket(call, input.Bucket);
    if (website !== undefined) return website;
    // "Error responses", Amazon S3 API Reference.
    throw new AwsRefusal('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration', {
      status: 404,
    });
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketWebsite = defineOperation<PutBucketWebsiteRequest, object>({
  schema: PutBucketWebsite$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'WebsiteConfiguration', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketWebsite', input, call),

  run(input, call) {
    findBucket(call, input.Bucket).website = input.WebsiteConfiguration;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const deleteBucketWebsite = defineOperation<DeleteBucketWebsiteRequest, object>({
  schema: DeleteBucketWebsite$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:DeleteBucketWebsite', input, call),

  run(input, call) {
    findBucket(call, input.Bucket).website = undefined;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

import { DeletePublicAccessBlock$, GetPublicAccessBlock$, PutPublicAccessBlock$ } from '@aws-sdk/client-s3';
import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';

export const getPublicAccessBlock = defineOperation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput>({
  schema: GetPublicAccessBlock$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketPublicAccessBlock', input, call),

  run(input, call) {
    const { publicAccessBlock } = findBucket(call, input.Bucket);
    if (publicAccessBlock === undefined) {
      // "Error responses", Amazon S3 API Reference.
      throw new AwsRefusal(
        'NoSuchPublicAccessBlockConfiguration',
        'The public access block configuration was not found',
        { status: 404 },
      );
    }
    return { PublicAccessBlockConfiguration: publicAccessBlock };
  },

  record: { eventName: 'GetBucketPublicAccessBlock', touched: (input) => touchedBucket(input.Bucket) },
});

export const putPublicAccessBlock = defineOperation<PutPublicAccessBlockRequest, object>({
  schema: PutPublicAccessBlock$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'PublicAccessBlockConfiguration', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketPublicAccessBlock', input, call),

  run(input, call) {
    const asked = input.PublicAccessBlockConfiguration;
    // The four are replaced together: one that is not named is off (API_PublicAccessBlockConfiguration).
    findBucket(call, input.Bucket).publicAccessBlock = {
      BlockPublicAcls: asked?.BlockPublicAcls ?? false,
      IgnorePublicAcls: asked?.IgnorePublicAcls ?? false,
      BlockPublicPolicy: asked?.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: asked?.RestrictPublicBuckets ?? false,
    };
    call.account.changed();
    return {};
  },

  record: { eventName: 'PutBucketPublicAccessBlock', touched: (input) => touchedBucket(input.Bucket) },
});

export const deletePublicAccessBlock = defineOperation<DeletePublicAccessBlockRequest, object>({
  schema: DeletePublicAccessBlock$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  // The permission to delete is the one to put (API_DeletePublicAccessBlock).
  demands: (input, call) => onBucket('s3:PutBucketPublicAccessBlock', input, call),

  run(input, call) {
    findBucket(call, input.Bucket).publicAccessBlock = undefined;
    call.account.changed();
    return {};
  },

  record: { eventName: 'DeleteBucketPublicAccessBlock', touched: (input) => touchedBucket(input.Bucket) },
});

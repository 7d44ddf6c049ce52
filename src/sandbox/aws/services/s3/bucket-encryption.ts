import { GetBucketEncryption$, PutBucketEncryption$ } from '@aws-sdk/client-s3';
import type {
  GetBucketEncryptionOutput,
  GetBucketEncryptionRequest,
  PutBucketEncryptionRequest,
  ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';

/** "Setting default server-side encryption behavior for Amazon S3 buckets": without a rule it is S3's own keys. */
const BY_ITSELF: ServerSideEncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
  BucketKeyEnabled: false,
};

export const getBucketEncryption = defineOperation<GetBucketEncryptionRequest, GetBucketEncryptionOutput>({
  schema: GetBucketEncryption$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetEncryptionConfiguration', input, call),
  run: (input, call) => ({
    ServerSideEncryptionConfiguration: { Rules: [findBucket(call, input.Bucket).encryption ?? BY_ITSELF] },
  }),
  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketEncryption = defineOperation<PutBucketEncryptionRequest, object>({
  schema: PutBucketEncryption$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'ServerSideEncryptionConfiguration', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutEncryptionConfiguration', input, call),

  run(input, call) {
    const bucket = findBucket(call, input.Bucket);
    const [rule, ...more] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    // One rule, with one of the algorithms of API_ServerSideEncryptionByDefault.
    if (rule === undefined || more.length > 0 || !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm ?? '')) {
      throw new AwsRefusal(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      );
    }
    // "This parameter is allowed if and only if SSEAlgorithm is set to aws:kms or aws:kms:dsse".
    if (key !== undefined && algorithm === 'AES256') {
      throw new AwsRefusal(
        'InvalidArgument',
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms',
      );
    }
    // Whether the key is there, or may be used, is not asked here: only writing an object needs it.
    bucket.encryption = rule;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

import { GetBucketVersioning$, PutBucketVersioning$ } from '@aws-sdk/client-s3';
import type {
  GetBucketVersioningOutput,
  GetBucketVersioningRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';

/** The setting alone: objects here have one version. */
export const getBucketVersioning = defineOperation<GetBucketVersioningRequest, GetBucketVersioningOutput>({
  schema: GetBucketVersioning$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketVersioning', input, call),

  run(input, call) {
    // "If versioning has never been enabled or suspended, this returns no status" (API_GetBucketVersioning).
    const { versioning } = findBucket(call, input.Bucket);
    return versioning === undefined ? {} : { Status: versioning };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketVersioning = defineOperation<PutBucketVersioningRequest, object>({
  schema: PutBucketVersioning$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'VersioningConfiguration', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketVersioning', input, call),

  run(input, call) {
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration ?? {};
    if (mfaDelete !== undefined)
      throw new AwsRefusal('NotImplemented', 'The sandbox does not emulate MFA delete.', { status: 501 });
    // "Error responses", Amazon S3 API Reference.
    if (status !== 'Enabled' && status !== 'Suspended') {
      throw new AwsRefusal('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    }
    findBucket(call, input.Bucket).versioning = status;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

import { DeleteBucketPolicy$, GetBucketPolicy$, GetBucketPolicyStatus$, PutBucketPolicy$ } from '@aws-sdk/client-s3';
import type {
  DeleteBucketPolicyRequest,
  GetBucketPolicyOutput,
  GetBucketPolicyRequest,
  GetBucketPolicyStatusOutput,
  GetBucketPolicyStatusRequest,
  PutBucketPolicyRequest,
} from '@aws-sdk/client-s3';
import { parsePolicy } from '../../iam/document.ts';
import type { PolicyDocument } from '../../iam/document.ts';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { callerArn } from '../../state/principals.ts';
import type { StoredPolicy } from '../../state/principals.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';
import { isPublicPolicy } from './public.ts';

export const getBucketPolicy = defineOperation<GetBucketPolicyRequest, GetBucketPolicyOutput>({
  schema: GetBucketPolicy$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketPolicy', input, call),
  run: (input, call) => ({ Policy: policyOf(call, input.Bucket).text }),
  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const getBucketPolicyStatus = defineOperation<GetBucketPolicyStatusRequest, GetBucketPolicyStatusOutput>({
  schema: GetBucketPolicyStatus$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetBucketPolicyStatus', input, call),
  run: (input, call) => ({ PolicyStatus: { IsPublic: isPublicPolicy(policyOf(call, input.Bucket).text) } }),
  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketPolicy = defineOperation<PutBucketPolicyRequest, object>({
  schema: PutBucketPolicy$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'Policy', 'ChecksumAlgorithm', 'ContentMD5'],
  demands: (input, call) => onBucket('s3:PutBucketPolicy', input, call),

  run(input, call) {
    const bucket = findBucket(call, input.Bucket);
    const text = input.Policy ?? '';
    const document = readPolicy(text, bucket.arn);
    const blocks = [bucket.publicAccessBlock, call.account.publicAccessBlock];
    if (blocks.some((block) => block?.BlockPublicPolicy === true) && isPublicPolicy(text)) {
      // "Blocking public access to your Amazon S3 storage": such a call is rejected.
      throw new AwsRefusal(
        'AccessDenied',
        `User: ${callerArn(call.caller, call.account.id)} is not authorized to perform: s3:PutBucketPolicy on resource: "${bucket.arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
        { status: 403 },
      );
    }
    bucket.policy = { text, document };
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const deleteBucketPolicy = defineOperation<DeleteBucketPolicyRequest, object>({
  schema: DeleteBucketPolicy$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:DeleteBucketPolicy', input, call),

  run(input, call) {
    // Deleting what is not there succeeds (API_DeleteBucketPolicy, "204").
    findBucket(call, input.Bucket).policy = undefined;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

function policyOf(call: Call, name: string | undefined): StoredPolicy {
  const { policy } = findBucket(call, name);
  if (policy === undefined)
    throw new AwsRefusal('NoSuchBucketPolicy', 'The bucket policy does not exist', { status: 404 });
  return policy;
}

/** @throws AwsRefusal `MalformedPolicy`, also where a statement is about anything but this bucket (API_PutBucketPolicy). */
function readPolicy(text: string, arn: string): PolicyDocument {
  const document = parsePolicy(text, 'resource');
  if ('malformed' in document) throw new AwsRefusal('MalformedPolicy', document.malformed);
  const named = document.statements.flatMap(({ resources }) => resources?.patterns ?? []);
  if (!named.every((pattern) => pattern === arn || pattern.startsWith(`${arn}/`))) {
    throw new AwsRefusal('MalformedPolicy', 'Policy has invalid resource');
  }
  return document;
}

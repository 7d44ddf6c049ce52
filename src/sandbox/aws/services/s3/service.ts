import type { JsonObject } from '../../../../model/json.ts';
import { listOperations } from '../../operation.ts';
import type { Operation, Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { restXml } from '../../wire/rest-xml.ts';
import { getBucketAcl, putBucketAcl } from './bucket-acl.ts';
import {
  deleteBucketOwnershipControls,
  getBucketOwnershipControls,
  getBucketTagging,
  putBucketOwnershipControls,
  putBucketTagging,
} from './bucket-details.ts';
import { getBucketEncryption, putBucketEncryption } from './bucket-encryption.ts';
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from './bucket-lifecycle.ts';
import { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './bucket-policy.ts';
import { getBucketVersioning, putBucketVersioning } from './bucket-versioning.ts';
import { deleteBucketWebsite, getBucketWebsite, putBucketWebsite } from './bucket-website.ts';
import { createBucket, deleteBucket, getBucketLocation, listBuckets } from './buckets.ts';
import { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './public-access-block.ts';
import { recordRequest } from './record.ts';

const OPERATIONS: readonly Operation[] = [
  createBucket,
  deleteBucket,
  deleteBucketLifecycle,
  deleteBucketOwnershipControls,
  deleteBucketPolicy,
  deleteBucketWebsite,
  deletePublicAccessBlock,
  getBucketAcl,
  getBucketEncryption,
  getBucketLifecycle,
  getBucketLocation,
  getBucketOwnershipControls,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketTagging,
  getBucketVersioning,
  getBucketWebsite,
  getPublicAccessBlock,
  listBuckets,
  putBucketAcl,
  putBucketEncryption,
  putBucketLifecycle,
  putBucketOwnershipControls,
  putBucketPolicy,
  putBucketTagging,
  putBucketVersioning,
  putBucketWebsite,
  putPublicAccessBlock,
].map(withResources);

/** S3's records tell the bucket and its owner beside the parameters, as few services do. */
function withResources(operation: Operation): Operation {
  return {
    ...operation,
    record: {
      ...operation.record,
      resources: ({ Bucket: bucket }, { account }) =>
        typeof bucket === 'string'
          ? [{ accountId: account.id, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` }]
          : [],
    },
  };
}

/** Buckets and who may use them. What is in them is the messaging backend's. */
export const s3: Service = {
  name: 's3',
  global: false,
  protocol: restXml(OPERATIONS.map(({ model }) => model)),
  operations: listOperations(OPERATIONS),

  missing: (_operation, member) =>
    member === 'Policy'
      ? new AwsRefusal('MissingRequestBodyError', 'Request Body is empty')
      : new AwsRefusal(
          'MalformedXML',
          'The XML you provided was not well-formed or did not validate against our published schema',
        ),

  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),
  recordRequest,
  // S3's records tell nothing of the answer.
  recordResponse: (): JsonObject | null => null,
  hidesParameters: () => false,
};

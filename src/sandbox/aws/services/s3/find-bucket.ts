import type { Call, Demand, Touched } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { BucketRecord } from '../../state/buckets.ts';

/**
 * The bucket, for a call to its Region. Errors: "Error responses", Amazon S3 API Reference.
 *
 * @throws AwsRefusal `NoSuchBucket`, or `PermanentRedirect` where it lies in another Region.
 */
export function findBucket(call: Call, name: string | undefined): BucketRecord {
  const bucket = findBucketAnywhere(call, name);
  if (bucket.region !== call.region) {
    throw new AwsRefusal(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      { status: 301 },
    );
  }
  return bucket;
}

export function findBucketAnywhere(call: Call, name: string | undefined): BucketRecord {
  const bucket = call.account.buckets.get(name ?? '');
  if (bucket === undefined)
    throw new AwsRefusal('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  return bucket;
}

/** How every request about a bucket names it. */
interface OfBucket {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/**
 * A demand on a bucket, whose policy has a say. A bucket that is not there, or another account's than expected ("Verifying
 * bucket ownership with bucket owner condition", Amazon S3 User Guide), is told before any right is asked for.
 */
export function onBucket(action: string, input: OfBucket, call: Call): readonly Demand[] {
  const { arn, policy } = findBucket(call, input.Bucket);
  if ((input.ExpectedBucketOwner ?? call.account.id) !== call.account.id) {
    throw new AwsRefusal('AccessDenied', 'Access Denied', { status: 403 });
  }
  return [{ action, resource: arn, ...(policy === undefined ? {} : { policy: policy.document }) }];
}

export function touchedBucket(name: string | undefined): readonly Touched[] {
  return name === undefined ? [] : [{ type: 'AWS::S3::Bucket', name }];
}

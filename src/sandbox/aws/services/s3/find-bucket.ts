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

/** A demand on a bucket, whose policy has a say. A bucket that is not there is told before any right is asked for. */
export function onBucket(action: string, name: string | undefined, call: Call): readonly Demand[] {
  const { arn, policy } = findBucket(call, name);
  return [{ action, resource: arn, ...(policy === undefined ? {} : { policy: policy.document }) }];
}

export function touchedBucket(name: string | undefined): readonly Touched[] {
  return name === undefined ? [] : [{ type: 'AWS::S3::Bucket', name }];
}

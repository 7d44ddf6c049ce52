import { CreateBucket$, DeleteBucket$, GetBucketLocation$, ListBuckets$ } from '@aws-sdk/client-s3';
import type {
  CreateBucketOutput,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { newBucket } from '../../state/buckets.ts';
import { ownerOf } from './bucket-acl.ts';
import { findBucket, findBucketAnywhere, onBucket, touchedBucket } from './find-bucket.ts';

/** Errors: "Error responses", Amazon S3 API Reference. */
export const createBucket = defineOperation<CreateBucketRequest, CreateBucketOutput>({
  schema: CreateBucket$,
  readOnly: false,
  supports: ['Bucket', 'CreateBucketConfiguration', 'ObjectOwnership'],
  demands: (input) => [{ action: 's3:CreateBucket', resource: `arn:aws:s3:::${input.Bucket ?? ''}` }],

  async run(input, call) {
    const { account } = call;
    const name = input.Bucket ?? '';
    checkName(name);
    const { LocationConstraint: asked, ...others } = input.CreateBucketConfiguration ?? {};
    if (Object.values(others).some((value) => value !== undefined)) {
      throw new AwsRefusal('NotImplemented', 'The sandbox makes general purpose buckets in a Region only.', {
        status: 501,
      });
    }
    // us-east-1 is the one Region that is not named (API_CreateBucket).
    if ((asked ?? 'us-east-1') !== call.region || (asked as string | undefined) === 'us-east-1') {
      throw new AwsRefusal(
        'IllegalLocationConstraintException',
        `The ${asked ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    }
    // In us-east-1 alone, making one's own bucket again succeeds and changes nothing but its access control list.
    if (account.buckets.has(name)) {
      if (call.region === 'us-east-1') return { Location: `/${name}` };
      throw new AwsRefusal(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        { status: 409 },
      );
    }
    await account.storage.createBucket(name);
    const bucket = newBucket(name, call.region, call.now);
    bucket.ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced';
    account.buckets.set(name, bucket);
    account.changed();
    return { Location: `/${name}` };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const deleteBucket = defineOperation<DeleteBucketRequest, object>({
  schema: DeleteBucket$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:DeleteBucket', input, call),

  async run(input, call) {
    const { name } = findBucket(call, input.Bucket);
    if (!(await call.account.storage.deleteBucket(name))) {
      throw new AwsRefusal('BucketNotEmpty', 'The bucket you tried to delete is not empty', { status: 409 });
    }
    call.account.buckets.delete(name);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

export const listBuckets = defineOperation<ListBucketsRequest, ListBucketsOutput>({
  schema: ListBuckets$,
  readOnly: true,
  supports: ['Prefix', 'BucketRegion'],
  demands: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],

  run(input, call) {
    const buckets = [...call.account.buckets.values()]
      .filter(({ name, region }) => name.startsWith(input.Prefix ?? '') && region === (input.BucketRegion ?? region))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      Buckets: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
      Owner: ownerOf(call),
    };
  },
});

export const getBucketLocation = defineOperation<GetBucketLocationRequest, GetBucketLocationOutput>({
  schema: GetBucketLocation$,
  readOnly: true,
  supports: ['Bucket'],

  // The one call that any Region answers for a bucket of any other (API_GetBucketLocation).
  demands(input, call) {
    const { arn, policy } = findBucketAnywhere(call, input.Bucket);
    const own = policy === undefined ? {} : { policy: policy.document };
    return [{ action: 's3:GetBucketLocation', resource: arn, ...own }];
  },

  run(input, call) {
    const { region } = findBucketAnywhere(call, input.Bucket);
    // "Buckets in Region us-east-1 have a LocationConstraint of null" (API_GetBucketLocation).
    return region === 'us-east-1'
      ? {}
      : { LocationConstraint: region as NonNullable<GetBucketLocationOutput['LocationConstraint']> };
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

/** "General purpose bucket naming rules", Amazon S3 User Guide. */
function checkName(name: string): void {
  const shaped = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
  if (!shaped || /^\d+\.\d+\.\d+\.\d+$/.test(name) || /^(?:xn--|sthree-)|(?:-s3alias|--ol-s3)$/.test(name)) {
    throw new AwsRefusal('InvalidBucketName', 'The specified bucket is not valid.');
  }
}

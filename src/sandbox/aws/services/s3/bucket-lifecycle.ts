import {
  DeleteBucketLifecycle$,
  GetBucketLifecycleConfiguration$,
  PutBucketLifecycleConfiguration$,
} from '@aws-sdk/client-s3';
import type {
  DeleteBucketLifecycleRequest,
  GetBucketLifecycleConfigurationOutput,
  GetBucketLifecycleConfigurationRequest,
  LifecycleRule,
  PutBucketLifecycleConfigurationRequest,
} from '@aws-sdk/client-s3';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { findBucket, onBucket, touchedBucket } from './find-bucket.ts';

/** The rules alone: nothing here expires, S3 itself looks once a day. Records bear the older names of the calls. */
export const getBucketLifecycle = defineOperation<
  GetBucketLifecycleConfigurationRequest,
  GetBucketLifecycleConfigurationOutput
>({
  schema: GetBucketLifecycleConfiguration$,
  readOnly: true,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:GetLifecycleConfiguration', input, call),

  run(input, call) {
    const { lifecycle } = findBucket(call, input.Bucket);
    if (lifecycle !== undefined) return { Rules: [...lifecycle] };
    // "Error responses", Amazon S3 API Reference.
    throw new AwsRefusal('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', { status: 404 });
  },

  record: { eventName: 'GetBucketLifecycle', touched: (input) => touchedBucket(input.Bucket) },
});

export const putBucketLifecycle = defineOperation<PutBucketLifecycleConfigurationRequest, object>({
  schema: PutBucketLifecycleConfiguration$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner', 'LifecycleConfiguration', 'ChecksumAlgorithm'],
  demands: (input, call) => onBucket('s3:PutLifecycleConfiguration', input, call),

  run(input, call) {
    const bucket = findBucket(call, input.Bucket);
    const rules = input.LifecycleConfiguration?.Rules ?? [];
    checkRules(rules);
    bucket.lifecycle = rules;
    call.account.changed();
    return {};
  },

  record: { eventName: 'PutBucketLifecycle', touched: (input) => touchedBucket(input.Bucket) },
});

export const deleteBucketLifecycle = defineOperation<DeleteBucketLifecycleRequest, object>({
  schema: DeleteBucketLifecycle$,
  readOnly: false,
  supports: ['Bucket', 'ExpectedBucketOwner'],
  demands: (input, call) => onBucket('s3:PutLifecycleConfiguration', input, call),

  run(input, call) {
    findBucket(call, input.Bucket).lifecycle = undefined;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedBucket(input.Bucket) },
});

const ACTIONS = [
  'AbortIncompleteMultipartUpload',
  'Expiration',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransitions',
  'Transitions',
] as const satisfies readonly (keyof LifecycleRule)[];

/**
 * "Lifecycle configuration elements", Amazon S3 User Guide: one to a thousand rules, each with a status, what it is about and
 * at least one action; ids of at most 255 characters, each once; days are positive.
 *
 * @throws AwsRefusal `MalformedXML`, `InvalidArgument`, `InvalidRequest`.
 */
function checkRules(rules: readonly LifecycleRule[]): void {
  const whole = rules.every(
    (rule) =>
      (rule.Status === 'Enabled' || rule.Status === 'Disabled') &&
      // The older place of the prefix, or a filter, which may be empty; not both.
      (rule.Filter === undefined) !== (rulePrefix(rule) === undefined),
  );
  if (rules.length === 0 || rules.length > 1000 || !whole) {
    throw new AwsRefusal(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const ids = rules.flatMap((rule) => rule.ID ?? []);
  if (new Set(ids).size < ids.length) throw invalid('Rule ID must be unique. Found same ID for more than one rule');
  if (ids.some((id) => id.length > 255)) throw invalid('ID length should not exceed allowed limit of 255');
  for (const rule of rules) {
    if (ACTIONS.every((action) => rule[action] === undefined)) {
      throw new AwsRefusal('InvalidRequest', 'At least one action needs to be specified in a rule');
    }
    const days = rule.Expiration?.Days;
    if (days !== undefined && (!Number.isInteger(days) || days < 1))
      throw invalid("'Days' for Expiration action must be a positive integer");
  }
}

function rulePrefix(rule: LifecycleRule): string | undefined {
  return (rule as { readonly Prefix?: string }).Prefix;
}

function invalid(message: string): AwsRefusal {
  return new AwsRefusal('InvalidArgument', message);
}

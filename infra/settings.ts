import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { parsePolicy } from '../src/config/policy.ts';
import { TrailboltError } from '../src/errors.ts';
import type { Policy } from '../src/model/policy.ts';

/** What a deployment chooses, from the CDK context (`trailbolt:<name>` in `cdk.json`, or `-c trailbolt:<name>=…`). */
export interface Settings {
  /** Prefix of every name in the account. */
  readonly name: string;
  /** Absolute path of the policy file, and the policy in it. */
  readonly policyFile: string;
  readonly policy: Policy;
  /** Secrets Manager ARNs, `#field` appended for a JSON secret. */
  readonly botTokenSecretArn: string;
  readonly signingSecretArn: string;
  /** Existing topic that announces CloudTrail files; undefined: one is created. */
  readonly trailTopicArn: string | undefined;
  /** Accounts that own the trails' buckets or topics, where those are not guarded accounts. */
  readonly trailOwners: readonly string[];
  /** KMS keys that the trails' buckets are encrypted with. */
  readonly trailKeyArns: readonly string[];
  /** Who hears when Trailbolt itself fails, by mail: never through Slack. */
  readonly alarmEmails: readonly string[];
  /** Principals besides detect that may publish to the alerts topic. */
  readonly alertPublishers: readonly string[];
  readonly logRetentionDays: RetentionDays;
  /** How long nobody can delete a record from the copy of the audit. */
  readonly auditLockDays: number;
  /** Reserved concurrency of the function that faces the internet; 0: none reserved. */
  readonly slackConcurrency: number;
  /** Reserved concurrency of notify, whose copies write to the same cases; 0: none reserved. */
  readonly notifyConcurrency: number;
  /** Whether detect remembers what each actor usually does, which reads and writes the store for it. */
  readonly baseline: boolean;
  /** Principals that may send failed messages back to the queues of work. */
  readonly redrivers: readonly string[];
}

/**
 * Reads and checks the settings.
 * @throws TrailboltError `infra.settings` that names everything missing or wrong at once; what `parsePolicy` throws.
 */
export function readSettings(node: Node, root: string): Settings {
  const problems: string[] = [];
  const text = (name: string, pattern: RegExp, expected: string): string => {
    const value = String(node.tryGetContext(`trailbolt:${name}`) ?? '');
    if (!pattern.test(value)) problems.push(`trailbolt:${name} must be ${expected}`);
    return value;
  };
  const list = (name: string, pattern: RegExp, expected: string): string[] => {
    const values = text(name, /^/, '').split(',').filter(Boolean);
    if (!values.every((value) => pattern.test(value))) {
      problems.push(`trailbolt:${name} must be a comma-separated list of ${expected}`);
    }
    return values;
  };
  const retention = (days: string): RetentionDays => {
    const known = Object.values(RetentionDays).filter((value) => typeof value !== 'string');
    const found = known.find((value) => String(value) === days);
    if (found === undefined) problems.push(`trailbolt:logRetentionDays must be one of ${known.join(', ')}`);
    return found ?? RetentionDays.THREE_MONTHS;
  };
  const secret = /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:.+$/;
  const values = {
    name: text('name', /^[a-z][a-z0-9-]{2,24}$/, '3 to 25 lower-case letters, digits and dashes'),
    policyFile: text('policyFile', /./, 'the path of the policy file'),
    botTokenSecretArn: text('botTokenSecretArn', secret, 'the ARN of a Secrets Manager secret'),
    signingSecretArn: text('signingSecretArn', secret, 'the ARN of a Secrets Manager secret'),
    trailTopicArn: text('trailTopicArn', /^(arn:[^:]+:sns:.+)?$/, 'an SNS topic ARN, or empty') || undefined,
    trailOwners: list('trailOwners', /^\d{12}$/, 'account ids'),
    trailKeyArns: list('trailKeyArns', /^arn:[^:]+:kms:[^:]+:\d{12}:key\/.+$/, 'KMS key ARNs'),
    alarmEmails: list('alarmEmails', /^\S+@\S+$/, 'mail addresses'),
    alertPublishers: list('alertPublishers', /^arn:[^:]+:iam::\d{12}:.+$/, 'IAM principal ARNs'),
    logRetentionDays: retention(text('logRetentionDays', /^\d+$/, 'a number of days')),
    auditLockDays: Number(text('auditLockDays', /^[1-9]\d{0,4}$/, 'a number of days from 1')),
    slackConcurrency: Number(text('slackConcurrency', /^\d+$/, 'a number of concurrent executions')),
    notifyConcurrency: Number(text('notifyConcurrency', /^\d+$/, 'a number of concurrent executions')),
    baseline: text('baseline', /^(on|off)$/, 'on or off') === 'on',
    redrivers: list('redrivers', /^arn:[^:]+:iam::\d{12}:.+$/, 'IAM principal ARNs'),
  };
  if (problems.length > 0) {
    throw new TrailboltError('infra.settings', `CDK context: ${problems.join('; ')}.`, { details: { problems } });
  }
  const policyFile = isAbsolute(values.policyFile) ? values.policyFile : join(root, values.policyFile);
  return { ...values, policyFile, policy: parsePolicy(readFileSync(policyFile, 'utf8'), values.policyFile) };
}

import { join } from 'node:path';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { LambdaName } from '../../src/build/targets.ts';
import {
  DETECT_SETTINGS,
  FRONT_SETTINGS,
  NOTIFY_SETTINGS,
  WORKER_SETTINGS,
  type SettingName,
} from '../../src/config/environment.ts';
import type { HandlerProps } from '../parts/handler.ts';
import type { AuditMirror } from '../parts/audit-mirror.ts';
import type { PolicyObject } from '../parts/policy-object.ts';
import type { WorkQueue } from '../parts/work-queue.ts';
import type { Settings } from '../settings.ts';

/** What the functions are wired to. */
export interface Parts {
  readonly settings: Settings;
  /** Folder with one built bundle per function. */
  readonly bundles: string;
  readonly policy: PolicyObject;
  readonly key: Key;
  readonly alerts: Topic;
  readonly ingest: WorkQueue;
  readonly jobs: WorkQueue;
  readonly main: TableV2;
  readonly audit: TableV2;
  readonly mirror: AuditMirror;
}

export function common(parts: Parts, name: LambdaName): Pick<HandlerProps, 'name' | 'bundle' | 'logRetentionDays'> {
  return {
    name: functionName(parts.settings, name),
    bundle: join(parts.bundles, name),
    logRetentionDays: parts.settings.logRetentionDays,
  };
}

export function functionName(settings: Settings, name: LambdaName): string {
  return `${settings.name}-${name}`;
}

/** The settings that each function reads. */
export const FUNCTION_SETTINGS: Readonly<Record<LambdaName, readonly SettingName[]>> = {
  detect: DETECT_SETTINGS,
  notify: NOTIFY_SETTINGS,
  slack: FRONT_SETTINGS,
  worker: WORKER_SETTINGS,
};

/** Seconds that each function may run, and how long a message stays hidden while one works on it. */
export const TIMES = {
  detect: { timeout: 120, visibility: 720 },
  notify: { timeout: 60 },
  slack: { timeout: 10 },
  // A job whose function crashed comes back after the visibility: short, because a person is waiting.
  worker: { timeout: 120, visibility: 180 },
} as const;

export function sendTo(...queues: readonly Queue[]): PolicyStatement {
  return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) });
}

/** Reading secrets by ARN; a `#field` after the ARN is for the function, not for IAM. */
export function readSecrets(...arns: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: arns.map((arn) => arn.replace(/#.*$/, '')),
  });
}

import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { Handler } from '../parts/handler.ts';
import { readWriteWithin } from '../parts/tables.ts';
import { publishTo } from '../parts/topics.ts';
import type { Settings } from '../settings.ts';
import { common, sendTo, TIMES, type Parts } from './shared.ts';

/** Partitions of what detection remembers of earlier records. */
const REMEMBERED = ['correlation#*', 'first-seen#*', 'baseline#*', 'source-seen', 'state#*'];
/** What it asks the worker to look at in live state, or to take back, and when. */
const ASKED = ['inspection#*', 'occasion#*', 'timers'];

/**
 * Records in, alerts out. It can read trails, publish alerts, remember what it saw and ask for live state to be looked at,
 * and reach nothing else in the store.
 */
export function createDetect(scope: Construct, parts: Parts): Handler {
  const handler = new Handler(scope, 'Detect', {
    ...common(parts, 'detect'),
    description: 'Reads CloudTrail files as they are announced and publishes an alert for every match of a rule.',
    // One whole core: decompressing and scanning is all it does.
    memoryMiB: 1769,
    timeoutSeconds: TIMES.detect.timeout,
    environment: {
      TRAILBOLT_POLICY: parts.policy.location,
      TRAILBOLT_STORE: `dynamodb:${parts.main.tableName}`,
      TRAILBOLT_ALERT_TOPIC_ARN: parts.alerts.topicArn,
      TRAILBOLT_JOBS_QUEUE_URL: parts.jobs.queue.queueUrl,
      TRAILBOLT_INGEST_DEAD_LETTER_URL: parts.ingest.setAside.queueUrl,
      ...(parts.settings.baseline ? { TRAILBOLT_BASELINE: 'on' } : {}),
    },
    statements: [
      parts.policy.read,
      ...readTrails(parts.settings),
      ...publishTo(parts.alerts, parts.key),
      sendTo(parts.ingest.setAside, parts.jobs.queue),
      readWriteWithin(parts.main, [...REMEMBERED, ...ASKED]),
    ],
  });
  handler.function.addEventSource(
    new SqsEventSource(parts.ingest.queue, { batchSize: 10, reportBatchItemFailures: true }),
  );
  return handler;
}

/** The configured accounts' folders of the configured buckets, of single-account and organisation trails. */
function readTrails({ policy, trailKeyArns }: Settings): PolicyStatement[] {
  const objects = policy.sources.flatMap((source) =>
    source.kind !== 's3'
      ? []
      : source.accounts.flatMap((account) =>
          ['', 'o-*/'].map(
            (organisation) =>
              `arn:${Aws.PARTITION}:s3:::${source.bucket}/${folderOf(source.prefix)}AWSLogs/${organisation}${account}/*`,
          ),
        ),
  );
  return [
    ...(objects.length === 0 ? [] : [new PolicyStatement({ actions: ['s3:GetObject'], resources: objects })]),
    ...(trailKeyArns.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: ['kms:Decrypt'],
            resources: [...trailKeyArns],
            conditions: { StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
          }),
        ]),
  ];
}

function folderOf(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Handler } from '../parts/handler.ts';
import { readAppend, readWrite } from '../parts/tables.ts';
import type { Settings } from '../settings.ts';
import { common, readSecrets, sendTo, TIMES, type Parts } from './shared.ts';

/**
 * Jobs in, everything else out. With its own rights it changes nothing outside Trailbolt: it assumes the roles that the
 * policy lists, each session narrowed to one plan.
 */
export function createWorker(scope: Construct, parts: Parts, notifyFailed: Queue): Handler {
  const { settings } = parts;
  const deadEnds = [parts.jobs.failed, parts.ingest.failed, parts.ingest.setAside, notifyFailed];
  const handler = new Handler(scope, 'Worker', {
    ...common(parts, 'worker'),
    description: 'Runs the Slack app: plans, decides, runs and verifies remedies, looks things up, fires timers.',
    memoryMiB: 1024,
    timeoutSeconds: TIMES.worker.timeout,
    environment: {
      TRAILBOLT_POLICY: parts.policy.location,
      TRAILBOLT_STORE: `dynamodb:${parts.main.tableName}`,
      TRAILBOLT_AUDIT_STORE: `dynamodb:${parts.audit.tableName}`,
      TRAILBOLT_AUDIT_MIRROR: parts.mirror.location,
      TRAILBOLT_JOBS_QUEUE_URL: parts.jobs.queue.queueUrl,
      TRAILBOLT_JOBS_DEAD_LETTER_URL: parts.jobs.setAside.queueUrl,
      TRAILBOLT_DEAD_END_QUEUE_URLS: deadEnds.map(({ queueUrl }) => queueUrl).join(','),
      SLACK_BOT_TOKEN_SECRET_ARN: settings.botTokenSecretArn,
      SLACK_SIGNING_SECRET_SECRET_ARN: settings.signingSecretArn,
    },
    statements: [
      parts.policy.read,
      readWrite(parts.main),
      readAppend(parts.audit),
      parts.mirror.add,
      readSecrets(settings.botTokenSecretArn, settings.signingSecretArn),
      sendTo(parts.jobs.queue, parts.jobs.setAside),
      new PolicyStatement({
        actions: ['sqs:GetQueueAttributes'],
        resources: [parts.jobs.setAside, ...deadEnds].map(({ queueArn }) => queueArn),
      }),
      ...assumeRoles(settings),
      ...callPager(settings),
    ],
  });
  handler.function.addEventSource(
    // One job an invocation, so that a slow one delays nobody; a few at a time, so that Slack and AWS are not flooded.
    new SqsEventSource(parts.jobs.queue, { batchSize: 1, maxConcurrency: 10, reportBatchItemFailures: true }),
  );
  return handler;
}

/** The topic that the policy names, and no other. Where a key of your own encrypts it, that key has to let the worker. */
function callPager({ policy }: Settings): PolicyStatement[] {
  const topic = policy.escalation?.pager?.topic;
  return topic === undefined ? [] : [new PolicyStatement({ actions: ['sns:Publish'], resources: [topic] })];
}

/** The roles that the policy names, and no others. */
function assumeRoles({ policy }: Settings): PolicyStatement[] {
  const acting = policy.accounts.flatMap((account) => [account.actRole ?? [], account.iamActRole ?? []].flat());
  const reading = policy.accounts.flatMap((account) => account.readRole ?? []);
  return [
    ...(acting.length + reading.length === 0
      ? []
      : [new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...reading, ...acting] })]),
    ...(acting.length === 0 ? [] : [new PolicyStatement({ actions: ['sts:SetSourceIdentity'], resources: acting })]),
  ];
}

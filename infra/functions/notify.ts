import { Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { Handler } from '../parts/handler.ts';
import { readWrite } from '../parts/tables.ts';
import { common, readSecrets, sendTo, TIMES, type Parts } from './shared.ts';

/** Alerts in, cards out. `failed` takes what SNS could not deliver and what the function could not handle. */
export function createNotify(scope: Construct, parts: Parts, failed: Queue): Handler {
  const { notifyConcurrency } = parts.settings;
  const handler = new Handler(scope, 'Notify', {
    ...common(parts, 'notify'),
    description: 'Opens or extends the case of each alert on the topic and posts its card.',
    memoryMiB: 512,
    timeoutSeconds: TIMES.notify.timeout,
    // In a storm all copies write to one case and stand in each other's way. What has to wait is kept for hours, see below.
    ...(notifyConcurrency === 0 ? {} : { concurrency: notifyConcurrency }),
    environment: {
      TRAILBOLT_POLICY: parts.policy.location,
      TRAILBOLT_STORE: `dynamodb:${parts.main.tableName}`,
      TRAILBOLT_JOBS_QUEUE_URL: parts.jobs.queue.queueUrl,
      TRAILBOLT_JOBS_DEAD_LETTER_URL: parts.jobs.setAside.queueUrl,
      SLACK_BOT_TOKEN_SECRET_ARN: parts.settings.botTokenSecretArn,
    },
    statements: [
      parts.policy.read,
      readWrite(parts.main),
      readSecrets(parts.settings.botTokenSecretArn),
      sendTo(parts.jobs.queue, parts.jobs.setAside),
    ],
  });
  handler.function.configureAsyncInvoke({
    maxEventAge: Duration.hours(6),
    retryAttempts: 2,
    onFailure: new SqsDestination(failed),
  });
  parts.alerts.addSubscription(new LambdaSubscription(handler.function, { deadLetterQueue: failed }));
  return handler;
}

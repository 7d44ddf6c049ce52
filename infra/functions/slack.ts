import { FunctionUrlAuthType, type FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Handler } from '../parts/handler.ts';
import { writeWithin } from '../parts/tables.ts';
import { common, readSecrets, sendTo, TIMES, type Parts } from './shared.ts';

/**
 * The one function that faces the internet. Slack signs what it sends, and nothing but that signature is asked of a
 * caller: hence a function URL without AWS's authorisation, and a cap on how many copies strangers can start.
 */
export function createSlack(scope: Construct, parts: Parts): { handler: Handler; url: FunctionUrl } {
  const { settings } = parts;
  const handler = new Handler(scope, 'Slack', {
    ...common(parts, 'slack'),
    description: "Checks Slack's signature, opens the loading modal and hands the signed request to the worker.",
    memoryMiB: 1024,
    timeoutSeconds: TIMES.slack.timeout,
    ...(settings.slackConcurrency === 0 ? {} : { concurrency: settings.slackConcurrency }),
    environment: {
      SLACK_TEAM_ID: settings.policy.workspace,
      TRAILBOLT_STORE: `dynamodb:${parts.main.tableName}`,
      TRAILBOLT_JOBS_QUEUE_URL: parts.jobs.queue.queueUrl,
      TRAILBOLT_JOBS_DEAD_LETTER_URL: parts.jobs.setAside.queueUrl,
      SLACK_BOT_TOKEN_SECRET_ARN: settings.botTokenSecretArn,
      SLACK_SIGNING_SECRET_SECRET_ARN: settings.signingSecretArn,
    },
    statements: [
      writeWithin(parts.main, ['nonce#*', 'failure#*']),
      readSecrets(settings.botTokenSecretArn, settings.signingSecretArn),
      sendTo(parts.jobs.queue, parts.jobs.setAside),
    ],
  });
  return { handler, url: handler.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }) };
}

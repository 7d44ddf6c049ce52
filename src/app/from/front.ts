import { createSqsClient } from '../../adapters/aws/sqs-client.ts';
import { secretOf } from '../../adapters/secret-of.ts';
import { createSqsJobs } from '../../adapters/aws/sqs-jobs.ts';
import { systemClock as clock } from '../../adapters/local/system-clock.ts';
import { openStore } from '../../adapters/open-store.ts';
import { createFrontChat } from '../../adapters/slack/front-chat.ts';
import { createFront } from '../front.ts';
import { FRONT_SETTINGS, readSettings, type Environment } from '../../config/environment.ts';
import type { Log } from '../../ports/log.ts';

/** Slack waits three seconds; whoever clicked should hear it soon where the queue does not answer, in milliseconds. */
const SEND_MS = 2000;

/** The `slack` function, which faces the internet, from its environment. */
export async function frontFrom(environment: Environment, log: Log) {
  const settings = readSettings(environment, FRONT_SETTINGS);
  const jobs = createSqsJobs({
    client: createSqsClient(),
    queueUrl: settings.TRAILBOLT_JOBS_QUEUE_URL,
    deadLetterUrl: settings.TRAILBOLT_JOBS_DEAD_LETTER_URL,
    sendTimeoutMs: SEND_MS,
  });
  const signingSecret = secretOf(environment, log, 'SLACK_SIGNING_SECRET');

  return createFront({
    store: await openStore(settings.TRAILBOLT_STORE),
    jobs,
    clock,
    log,
    workspace: settings.SLACK_TEAM_ID,
    signingSecret,
    ...createFrontChat(secretOf(environment, log, 'SLACK_BOT_TOKEN'), settings.SLACK_API_URL),
  });
}

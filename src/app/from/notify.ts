import { createSqsClient } from '../../adapters/aws/sqs-client.ts';
import { secretOf } from '../../adapters/secret-of.ts';
import { createSqsJobs } from '../../adapters/aws/sqs-jobs.ts';
import { createMmdbNetworks } from '../../adapters/local/mmdb-networks.ts';
import { systemClock as clock } from '../../adapters/local/system-clock.ts';
import { openStore } from '../../adapters/open-store.ts';
import { createPolicySource } from '../../adapters/policy-source.ts';
import { createSlackChat } from '../../adapters/slack/chat.ts';
import { createNotify } from '../notify.ts';
import { NOTIFY_SETTINGS, readSettings, slackApiOf, type Environment } from '../../config/environment.ts';
import type { Log } from '../../ports/log.ts';

/** The `notify` function from its environment. */
export async function notifyFrom(environment: Environment, log: Log) {
  const settings = readSettings(environment, NOTIFY_SETTINGS);
  const policy = createPolicySource(settings.TRAILBOLT_POLICY, log);
  const chat = createSlackChat({ token: secretOf(environment, log, 'SLACK_BOT_TOKEN'), ...slackApiOf(settings) });
  const jobs = createSqsJobs({
    client: createSqsClient(),
    queueUrl: settings.TRAILBOLT_JOBS_QUEUE_URL,
    deadLetterUrl: settings.TRAILBOLT_JOBS_DEAD_LETTER_URL,
  });

  return createNotify({
    store: await openStore(settings.TRAILBOLT_STORE),
    chat,
    jobs,
    clock,
    networks: createMmdbNetworks({ setting: settings.TRAILBOLT_NETWORKS, log }),
    log,
    policy,
  });
}

import { createQueueDepths } from '../../adapters/aws/queue-depths.ts';
import { createSqsClient } from '../../adapters/aws/sqs-client.ts';
import { createAudit } from '../../adapters/audit.ts';
import { createAws } from '../../adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../adapters/aws/lookup-events.ts';
import { createPager } from '../../adapters/aws/pager.ts';
import { secretOf } from '../../adapters/secret-of.ts';
import { createMmdbNetworks } from '../../adapters/local/mmdb-networks.ts';
import { systemClock as clock } from '../../adapters/local/system-clock.ts';
import { openMirror } from '../../adapters/open-mirror.ts';
import { createPolicySource } from '../../adapters/policy-source.ts';
import { createSlackChat } from '../../adapters/slack/chat.ts';
import { createTimers } from '../../adapters/timers.ts';
import { readSettings, slackApiOf, type Environment } from '../../config/environment.ts';
import type { Jobs } from '../../ports/jobs.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import { KNOWN } from '../known.ts';
import { createWorker, type Worker } from '../worker.ts';

/** Longer than the worker's function may live (120 s), in milliseconds. */
const RUN_LEASE_MS = 180_000;

/** The worker with the adapters that Lambda and a host share; stores and jobs are what they differ in. */
export function createWorkerFrom(options: {
  readonly environment: Environment;
  readonly store: Store;
  readonly auditStore: Store;
  readonly jobs: Jobs;
  readonly log: Log;
  readonly signingSecret?: () => Promise<string>;
}): Worker {
  const { environment, store, jobs, log } = options;
  const settings = readSettings(environment, [
    'TRAILBOLT_POLICY',
    'TRAILBOLT_AUDIT_MIRROR',
    'TRAILBOLT_DEAD_END_QUEUE_URLS',
    'SLACK_API_URL',
    'TRAILBOLT_NETWORKS',
  ]);
  const deadEnds = settings.TRAILBOLT_DEAD_END_QUEUE_URLS;
  const policy = createPolicySource(settings.TRAILBOLT_POLICY, log, KNOWN);
  const botToken = secretOf(environment, log, 'SLACK_BOT_TOKEN');
  const aws = createAws({ accounts: async (id) => (await policy()).accounts.find((account) => account.id === id) });
  return createWorker({
    store,
    audit: createAudit(options.auditStore),
    ...(settings.TRAILBOLT_AUDIT_MIRROR === undefined ? {} : { mirror: openMirror(settings.TRAILBOLT_AUDIT_MIRROR) }),
    chat: createSlackChat({ token: botToken, ...slackApiOf(settings) }),
    jobs,
    ...(deadEnds === undefined
      ? {}
      : {
          deadEnds: createQueueDepths(createSqsClient(), deadEnds, (queue, error) =>
            log.error('dead-end.unread', error, { queue }),
          ),
        }),
    timers: createTimers({ store, jobs, clock, log }),
    pager: createPager(),
    aws,
    history: createTrailHistory({ aws }),
    networks: createMmdbNetworks({ setting: settings.TRAILBOLT_NETWORKS, log }),
    clock,
    log,
    policy,
    signingSecret: options.signingSecret ?? secretOf(environment, log, 'SLACK_SIGNING_SECRET'),
    botToken,
    slackApiUrl: settings.SLACK_API_URL,
    runLeaseMs: RUN_LEASE_MS,
  });
}

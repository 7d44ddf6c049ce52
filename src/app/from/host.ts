import { randomBytes } from 'node:crypto';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAlertTopic } from '../../adapters/aws/alert-topic.ts';
import { secretOf } from '../../adapters/secret-of.ts';
import { createS3Client } from '../../adapters/aws/s3-client.ts';
import { createTrailObjects } from '../../adapters/aws/trail-objects.ts';
import { createLocalJobs } from '../../adapters/local/local-jobs.ts';
import { createMmdbNetworks } from '../../adapters/local/mmdb-networks.ts';
import { systemClock as clock } from '../../adapters/local/system-clock.ts';
import { openStore } from '../../adapters/open-store.ts';
import { createPolicySource } from '../../adapters/policy-source.ts';
import { createSlackChat } from '../../adapters/slack/chat.ts';
import { createFrontChat } from '../../adapters/slack/front-chat.ts';
import { HOST_SETTINGS, readSettings, slackApiOf, type Environment } from '../../config/environment.ts';
import { createBaselineKeeper } from '../../detect/baseline/store-baseline.ts';
import { builtinRules } from '../../detect/rules/builtin.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../ports/store.ts';
import { createTimers } from '../../adapters/timers.ts';
import { KNOWN } from '../known.ts';
import { createBeside } from '../beside.ts';
import { createDetect } from '../detect.ts';
import { startHost, type Host } from '../host.ts';
import { askInspections, INSPECTED_CALLS } from '../inspections.ts';
import { createNotify } from '../notify.ts';
import { askAutomations } from '../rule-occasions.ts';
import { createStateKeeper } from '../states.ts';
import { createWorkerFrom } from './worker.ts';

/** Everything on one machine, from its environment. */
export async function startHostFrom(environment: Environment, log: Log): Promise<Host> {
  // Over Socket Mode nothing is signed by Slack, so only without it a signing secret is needed.
  const byHttp = !environment['SLACK_APP_TOKEN']?.trim();
  const settings = readSettings(environment, byHttp ? [...HOST_SETTINGS, 'SLACK_SIGNING_SECRET'] : HOST_SETTINGS);
  const store = await openStore(settings.TRAILBOLT_STORE);
  const auditStore = await openStore(settings.TRAILBOLT_AUDIT_STORE);
  const policy = createPolicySource(settings.TRAILBOLT_POLICY, log, KNOWN);
  const { workspace } = await policy();
  const jobs = createLocalJobs({ store, clock });
  const timers = createTimers({ store, jobs, clock, log });
  const botToken = secretOf(environment, log, 'SLACK_BOT_TOKEN');
  const signingSecret =
    settings.SLACK_APP_TOKEN === undefined
      ? secretOf(environment, log, 'SLACK_SIGNING_SECRET')
      : () => ownSecret(store);
  const chat = createSlackChat({ token: botToken, ...slackApiOf(settings) });
  const beside = createBeside(log);
  const host = await startHost({
    detect: createDetect({
      rules: builtinRules,
      objects: createTrailObjects({ client: createS3Client() }),
      topic: createAlertTopic({ client: new SNSClient({}), topicArn: settings.TRAILBOLT_ALERT_TOPIC_ARN }),
      store,
      clock,
      ...(settings.TRAILBOLT_BASELINE === 'off' ? {} : { baseline: createBaselineKeeper({ store, clock }) }),
      log,
      policy,
      inspection: {
        calls: INSPECTED_CALLS,
        ask: (current, records) => askInspections({ store, timers, clock }, current, records),
      },
      automation: { ask: (...asked) => askAutomations({ store, timers, clock }, ...asked) },
      states: createStateKeeper({ store, clock }),
      // A host reads from its queue only, whose failures come again by themselves; anything else stays with the reason.
      deadLetter: async (failure) =>
        void (await store.commit([
          {
            kind: 'put',
            key: { partition: 'ingest-dead', sort: failure.item.slice(0, 500) },
            value: failure,
            if: 'any',
          },
        ])),
    }),
    notify: createNotify({
      store,
      chat,
      jobs,
      clock,
      networks: createMmdbNetworks({ setting: settings.TRAILBOLT_NETWORKS, log }),
      log,
      policy,
      beside,
    }),
    worker: createWorkerFrom({ environment, store, auditStore, jobs, log, signingSecret }),
    front: {
      store,
      jobs,
      clock,
      log,
      workspace,
      signingSecret,
      ...createFrontChat(botToken, settings.SLACK_API_URL),
    },
    jobs,
    clock,
    log,
    region: settings.AWS_REGION,
    trailQueueUrl: settings.TRAILBOLT_TRAIL_QUEUE_URL,
    alertQueueUrl: settings.TRAILBOLT_ALERT_QUEUE_URL,
    appToken: settings.SLACK_APP_TOKEN,
    slackApiUrl: settings.SLACK_API_URL,
    host: settings.TRAILBOLT_HOST ?? '127.0.0.1',
    port: Number(settings.TRAILBOLT_PORT ?? 3000),
  });
  return {
    url: host.url,
    async stop() {
      await host.stop();
      await beside.settled();
      await Promise.all([store.close(), auditStore.close()]);
    },
  };
}

/**
 * Over Socket Mode nothing is signed: the connection itself is the proof. The host signs what comes in with a secret of
 * its own, kept in its store, so that jobs are verified the same way everywhere and survive a restart.
 */
async function ownSecret(store: Store): Promise<string> {
  const key = { partition: 'host', sort: 'signing-secret' };
  await store.commit([{ kind: 'put', key, value: randomBytes(32).toString('hex'), if: 'absent' }]);
  const item = await store.get<string>(key);
  return item?.value ?? '';
}

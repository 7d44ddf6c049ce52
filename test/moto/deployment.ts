import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LambdaName } from '../../src/build/targets.ts';
import { sandboxPolicy } from '../../src/sandbox/policy.ts';
import { CHANNELS } from '../../src/sandbox/slack/cast.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { ACCOUNT, createAccount, EXTERNAL_ID, REGION, type Account } from './account.ts';
import { deliver, failuresOf, functionUrl, snsEvent } from './deliveries.ts';
import { buildFunctions, startFunction, type RunningFunction } from './functions.ts';
import { startMoto, type Moto } from './moto-server.ts';

/** Trailbolt as its four built functions, on moto and on the sandbox's Slack. */
export interface Deployment {
  readonly moto: Moto;
  readonly account: Account;
  readonly slack: SandboxSlack;
  /** Channel of the alerts. */
  readonly alerts: string;
  readonly functions: Readonly<Record<LambdaName, RunningFunction>>;
  close(): Promise<void>;
}

export async function deploy(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'trailbolt-moto-'));
  const [moto, slack] = await Promise.all([startMoto(), createSandboxSlack(), buildFunctions(folder)]);
  const account = await createAccount(moto.url);
  const environments = await environmentsOf(moto, slack, account);
  const start = (name: LambdaName): Promise<RunningFunction> => startFunction(folder, name, environments[name]);
  const functions = {
    detect: await start('detect'),
    notify: await start('notify'),
    slack: await start('slack'),
    worker: await start('worker'),
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const { sqs, queues, topicArn } = account;
  const deliveries = [
    deliver({
      sqs,
      queue: queues.ingest,
      signal,
      hand: (_message, event) => failuresOf(functions.detect.invoke(event)),
    }),
    deliver({ sqs, queue: queues.jobs, signal, hand: (_message, event) => failuresOf(functions.worker.invoke(event)) }),
    deliver({
      sqs,
      queue: queues.alerts,
      signal,
      async hand(message) {
        await functions.notify.invoke(snsEvent(topicArn, message));
        return [];
      },
    }),
  ];
  const endpoint = await functionUrl(functions.slack);
  await slack.setRequestUrl(endpoint.url);
  return {
    moto,
    account,
    slack,
    alerts: CHANNELS.alerts,
    functions,
    async close() {
      stopping.abort();
      await Promise.all(deliveries);
      endpoint.close();
      account.close();
      await Promise.all([...Object.values(functions).map((it) => it.stop()), slack.close(), moto.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** For each function what docs/run-the-handlers.md says it needs, and no variable more. */
async function environmentsOf(
  moto: Moto,
  slack: SandboxSlack,
  account: Account,
): Promise<Record<LambdaName, Record<string, string>>> {
  const { queues, roles } = account;
  const { credentials } = slack;
  const policy = await account.putPolicy(
    sandboxPolicy({
      workspace: credentials.teamId,
      account: ACCOUNT,
      alias: 'production',
      regions: [REGION],
      readRole: roles.TrailboltRead,
      actRole: roles.TrailboltAct,
      externalId: EXTERNAL_ID,
      trailBucket: account.trailBucket,
      trailQueueArn: queues.ingest.arn,
    }),
  );
  const botToken = await account.createSecret('bot-token', credentials.botToken);
  const app = await account.createSecret('app', JSON.stringify({ signingSecret: credentials.signingSecret }));
  const aws = (name: LambdaName): Record<string, string> => ({
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: account.functionKeys[name].accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.functionKeys[name].secretAccessKey,
  });
  const jobs = {
    TRAILBOLT_JOBS_QUEUE_URL: queues.jobs.url,
    TRAILBOLT_JOBS_DEAD_LETTER_URL: queues.jobsSetAside.url,
  };
  const bot = { SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN_SECRET_ARN: botToken };
  const signing = { SLACK_SIGNING_SECRET_SECRET_ARN: `${app}#signingSecret` };
  const store = { TRAILBOLT_STORE: 'dynamodb:trailbolt-main' };
  return {
    detect: {
      ...aws('detect'),
      TRAILBOLT_POLICY: policy,
      TRAILBOLT_ALERT_TOPIC_ARN: account.topicArn,
      TRAILBOLT_INGEST_DEAD_LETTER_URL: queues.ingestSetAside.url,
    },
    notify: { ...aws('notify'), ...bot, ...store, ...jobs, TRAILBOLT_POLICY: policy },
    slack: { ...aws('slack'), ...bot, ...signing, ...store, ...jobs, SLACK_TEAM_ID: credentials.teamId },
    worker: {
      ...aws('worker'),
      ...bot,
      ...signing,
      ...store,
      ...jobs,
      TRAILBOLT_POLICY: policy,
      TRAILBOLT_AUDIT_STORE: 'dynamodb:trailbolt-audit',
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { LambdaName } from '../../src/build/targets.ts';
import { sandboxPolicy } from '../../src/sandbox/policy.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { createAccount, type Account } from './account.ts';
import { ACCOUNT, EXTERNAL_ID, REGION } from './identities.ts';
import { buildFunctions, startFunction, type RunningFunction } from './functions.ts';
import { startMoto, type Moto } from './moto-server.ts';

/** moto as AWS, the sandbox's Slack as Slack, and the functions built, none of them started. */
export interface Site {
  readonly moto: Moto;
  readonly account: Account;
  readonly slack: SandboxSlack;
  start(name: LambdaName): Promise<RunningFunction>;
  /** Stops what was started, too. */
  close(): Promise<void>;
}

/** @param sources what the policy lists as sources, in place of the bucket by way of the ingest queue. */
export async function prepareSite(sources?: (account: Account) => readonly object[]): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'trailbolt-moto-'));
  const [moto, slack] = await Promise.all([startMoto(), createSandboxSlack(), buildFunctions(folder)]);
  const account = await createAccount(moto.url);
  const policy = await account.putPolicy(policyOf(slack, account, sources?.(account)));
  const environments = await environmentsOf(moto, slack, account, policy);
  const started: RunningFunction[] = [];
  return {
    moto,
    account,
    slack,
    async start(name) {
      const running = await startFunction(folder, name, environments[name]);
      started.push(running);
      return running;
    },
    async close() {
      account.close();
      await Promise.all([...started.map((it) => it.stop()), slack.close(), moto.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

function policyOf(slack: SandboxSlack, account: Account, sources: readonly object[] | undefined): string {
  const text = sandboxPolicy({
    workspace: slack.credentials.teamId,
    account: ACCOUNT,
    alias: 'production',
    regions: [REGION],
    readRole: account.roles.TrailboltRead,
    actRole: account.roles.TrailboltAct,
    externalId: EXTERNAL_ID,
    trailBucket: account.trailBucket,
    trailQueueArn: account.queues.ingest.arn,
  });
  return sources === undefined ? text : stringify({ ...(parse(text) as object), sources });
}

/** For each function what docs/run-the-handlers.md says it needs, and no variable more. */
async function environmentsOf(
  moto: Moto,
  slack: SandboxSlack,
  account: Account,
  policy: string,
): Promise<Record<LambdaName, Record<string, string>>> {
  const { queues } = account;
  const { credentials } = slack;
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
      ...store,
      TRAILBOLT_POLICY: policy,
      TRAILBOLT_ALERT_TOPIC_ARN: account.topicArn,
      TRAILBOLT_JOBS_QUEUE_URL: queues.jobs.url,
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxAws, type SandboxAws, type SandboxAwsOptions } from './aws/account.ts';
import { events } from '../slack/events/index.ts';
import { shortcuts } from '../slack/shortcuts/index.ts';
import { BOT_SCOPES } from '../slack/manifest.ts';
import { sandboxPolicy } from './policy.ts';
import { CHANNELS } from './slack/cast.ts';
import { createSandboxSlack } from './slack/create.ts';
import type { SandboxSlack, SandboxSlackOptions } from './slack/sandbox-slack.ts';

export interface WorldOptions {
  readonly aws?: SandboxAwsOptions;
  readonly slack?: SandboxSlackOptions;
}

/** A Slack workspace, an AWS account, and what a program needs to know to live in them. */
export interface World {
  readonly slack: SandboxSlack;
  readonly aws: SandboxAws;
  /** Folder for databases and the policy file; gone with the world. */
  readonly folder: string;
  /** Channel of the alerts. */
  readonly alerts: string;
  /** Environment of Trailbolt, with an embedded store and without a way for Slack to reach it yet. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What the manifest asks for. */
function asInstalled(): SandboxSlackOptions['app'] {
  return {
    scopes: Object.keys(BOT_SCOPES),
    messageShortcuts: shortcuts.map(({ id, name }) => ({ callbackId: id, name })),
    events: events.map(({ id }) => id),
  };
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'trailbolt-sandbox-'));
  const [slack, aws] = await Promise.all([
    createSandboxSlack({ ...options.slack, app: { ...asInstalled(), ...options.slack?.app } }),
    createSandboxAws(options.aws),
  ]);
  const { demo } = aws;
  const policyFile = join(folder, 'policy.yaml');
  await writeFile(
    policyFile,
    sandboxPolicy({
      workspace: slack.credentials.teamId,
      account: demo.account,
      alias: demo.alias,
      regions: [demo.region],
      readRole: demo.roles.read,
      actRole: demo.roles.act,
      iamActRole: demo.roles.iamAct,
      trailBucket: demo.trail.bucket,
      trailQueueArn: demo.queues.trail.arn,
    }),
  );
  return {
    slack,
    aws,
    folder,
    alerts: CHANNELS.alerts,
    environment: {
      ...aws.endpoints,
      AWS_ACCESS_KEY_ID: demo.credentials.worker.accessKeyId,
      AWS_SECRET_ACCESS_KEY: demo.credentials.worker.secretAccessKey,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.credentials.botToken,
      SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
      SLACK_TEAM_ID: slack.credentials.teamId,
      TRAILBOLT_POLICY: `file:${policyFile}`,
      TRAILBOLT_STORE: `sqlite:${join(folder, 'trailbolt.sqlite')}`,
      TRAILBOLT_AUDIT_STORE: `sqlite:${join(folder, 'audit.sqlite')}`,
      TRAILBOLT_ALERT_TOPIC_ARN: demo.alertsTopicArn,
      TRAILBOLT_TRAIL_QUEUE_URL: demo.queues.trail.url,
      TRAILBOLT_ALERT_QUEUE_URL: demo.queues.notify.url,
      TRAILBOLT_JOBS_QUEUE_URL: demo.queues.jobs.url,
      TRAILBOLT_JOBS_DEAD_LETTER_URL: demo.queues.jobsDead.url,
      TRAILBOLT_INGEST_DEAD_LETTER_URL: demo.queues.ingestDead.url,
    },
    async close() {
      await Promise.all([slack.close(), aws.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

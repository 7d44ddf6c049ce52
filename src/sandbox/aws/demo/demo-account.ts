import type { MessagingSetup, SandboxQueue } from '../messaging/setup.ts';

/** Key pair of a user of the demo account, in the form that SDK clients take. */
export interface SandboxCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Everything in the demo account that has a name. */
export interface DemoAccount {
  readonly account: string;
  readonly alias: string;
  /** Home Region of trail, topics, queues and instances. */
  readonly region: string;
  readonly credentials: {
    readonly root: SandboxCredentials;
    readonly admin: SandboxCredentials;
    /** A developer, whose key leaked. */
    readonly dave: SandboxCredentials;
    readonly ciDeploy: SandboxCredentials;
    /** An administrator who works with a key. */
    readonly ada: SandboxCredentials;
    /** A developer. */
    readonly vic: SandboxCredentials;
    /** Looks after the databases. */
    readonly mira: SandboxCredentials;
    /** A company that reads metrics here. */
    readonly metricsVendor: SandboxCredentials;
    readonly backup: SandboxCredentials;
    /** A program that writes to a bucket. */
    readonly reportsApp: SandboxCredentials;
    /** What Trailbolt runs with. */
    readonly worker: SandboxCredentials;
  };
  readonly roles: { readonly read: string; readonly act: string; readonly iamAct: string };
  readonly trail: {
    readonly name: string;
    readonly arn: string;
    readonly bucket: string;
    /** What comes before `AWSLogs/` in the keys. */
    readonly prefix: string;
    readonly topicArn: string;
  };
  /** Who signs in to the console, without MFA. */
  readonly consoleUser: { readonly name: string; readonly password: string };
  /** Who is in Slack, too, and signs in from anywhere, without MFA. */
  readonly traveller: { readonly name: string; readonly password: string };
  readonly reportsBucket: string;
  readonly alertsTopicArn: string;
  readonly queues: DemoQueues;
  /** Ids of the instances that were there before. */
  readonly instances: {
    readonly web1: string;
    readonly web2: string;
    readonly db1: string;
    readonly autoscaled: string;
  };
  /** Ids of KMS keys: one of the account's own, and EBS's. */
  readonly keys: { readonly orders: string; readonly ebs: string };
  /** Names of Lambda functions. */
  readonly functions: { readonly thumbnails: string };
  readonly imageId: string;
}

export interface DemoQueues {
  /** CloudTrail's notices, in SNS envelopes. */
  readonly trail: SandboxQueue;
  /** The alerts topic's messages for `notify`, in SNS envelopes. */
  readonly notify: SandboxQueue;
  readonly jobs: SandboxQueue;
  readonly jobsDead: SandboxQueue;
  readonly ingestDead: SandboxQueue;
}

export const DEMO = {
  account: '111122223333',
  alias: 'sandbox-production',
  region: 'us-east-1',
  bucket: 'trailbolt-sandbox-trail',
  trail: 'org-trail',
  /** What the customers get; a trail looks after its objects. */
  reportsBucket: 'sandbox-customer-reports',
  /** Where the orders are. */
  database: 'orders',
  /** A security group that nobody uses, and that lets everybody in. */
  openGroup: 'ssh-test',
  consoleUser: { name: 'jonas', password: 'Sommer2019!' },
  traveller: { name: 'ben', password: 'Lagos-in-March-7' },
  /** A security group for what nobody outside has to reach. */
  internalGroup: 'internal',
  /** What Identity Center makes of a permission set in the account. */
  permissionSetRole: 'AWSReservedSSO_Observers_0a1b2c3d4e5f6071',
  imageId: 'ami-0a1b2c3d4e5f60718',
} as const;

/** Buckets, topics and queues of the demo. */
export async function createDemoMessaging(
  setup: MessagingSetup,
): Promise<{ readonly trailTopicArn: string; readonly alertsTopicArn: string; readonly queues: DemoQueues }> {
  await setup.bucket(DEMO.bucket);
  const trailTopicArn = await setup.topic('trailbolt-trail');
  const alertsTopicArn = await setup.topic('trailbolt-alerts');
  const jobsDead = await setup.queue('trailbolt-jobs-dead');
  const queues = {
    trail: await setup.queue('trailbolt-trail'),
    notify: await setup.queue('trailbolt-alerts-notify'),
    jobs: await setup.queue('trailbolt-jobs', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: jobsDead.arn, maxReceiveCount: '5' }),
    }),
    jobsDead,
    ingestDead: await setup.queue('trailbolt-ingest-dead'),
  };
  await setup.subscribe(trailTopicArn, queues.trail.arn);
  await setup.subscribe(alertsTopicArn, queues.notify.arn);
  return { trailTopicArn, alertsTopicArn, queues };
}

import { gzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { LambdaName } from '../../src/build/targets.ts';
import type { Alert } from '../../src/model/alert.ts';
import {
  ACCOUNT,
  REGION,
  createAdmin,
  createFunctionUsers,
  createRole,
  setUserRights,
  type Keys,
} from './identities.ts';
import { allow, ROLE_RIGHTS } from './rights.ts';

const TRAIL_BUCKET = 'organisation-trail';
const CONFIG_BUCKET = 'trailbolt-config';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

/** What somebody who deploys Trailbolt by hand creates, on the AWS that `endpoint` names. */
export interface Account {
  readonly sqs: SQSClient;
  readonly queues: Readonly<Record<'ingest' | 'ingestSetAside' | 'jobs' | 'jobsSetAside' | 'alerts', Queue>>;
  readonly topicArn: string;
  readonly trailBucket: string;
  /** By name, of what {@link createSecret} made. */
  readonly functionKeys: Readonly<Record<LambdaName, Keys>>;
  readonly roles: Readonly<Record<'TrailboltRead' | 'TrailboltAct', string>>;
  /** Resolves to its ARN. */
  createSecret(name: string, text: string): Promise<string>;
  /** Resolves to its location as `TRAILBOLT_POLICY` takes it. */
  putPolicy(text: string): Promise<string>;
  /** As CloudTrail does: packed. The bucket announces it on the ingest queue. */
  putTrailFile(key: string, records: readonly object[]): Promise<void>;
  launch(instanceType: string, count: number): Promise<readonly string[]>;
  stateOf(instance: string): Promise<string | undefined>;
  /** Takes all that lies in the queue behind the alerts topic: the ids of the events that alerts were raised for. */
  alertedEvents(): Promise<readonly string[]>;
  /** Messages that a queue holds, hidden ones too. */
  countOf(queue: Queue): Promise<number>;
  setRoleRights(role: keyof typeof ROLE_RIGHTS, actions: readonly string[]): Promise<void>;
  setFunctionRights(name: LambdaName, actions: readonly string[]): Promise<void>;
  close(): void;
}

export async function createAccount(endpoint: string): Promise<Account> {
  const admin = await createAdmin(endpoint);
  const settings = { endpoint, region: REGION, credentials: admin };
  const [iam, sqs, sns] = [new IAMClient(settings), new SQSClient(settings), new SNSClient(settings)];
  const [s3, ec2, secrets] = [
    new S3Client({ ...settings, forcePathStyle: true }),
    new EC2Client(settings),
    new SecretsManagerClient(settings),
  ];
  const dynamo = new DynamoDBClient(settings);

  const queue = async (name: string): Promise<Queue> => {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    return { url, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` };
  };
  const queues = {
    ingest: await queue('trailbolt-ingest'),
    ingestSetAside: await queue('trailbolt-ingest-set-aside'),
    jobs: await queue('trailbolt-jobs'),
    jobsSetAside: await queue('trailbolt-jobs-set-aside'),
    alerts: await queue('alerts-for-notify'),
  };
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'trailbolt-alerts' }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queues.alerts.arn }));
  for (const bucket of [TRAIL_BUCKET, CONFIG_BUCKET]) await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: TRAIL_BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: queues.ingest.arn, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
  for (const table of ['trailbolt-main', 'trailbolt-audit']) await createTable(dynamo, table);
  const setRoleRights: Account['setRoleRights'] = async (role, actions) =>
    void (await iam.send(
      new PutRolePolicyCommand({ RoleName: role, PolicyName: 'own', PolicyDocument: allow(actions) }),
    ));
  const functionKeys = await createFunctionUsers(iam);
  const roles = {
    TrailboltRead: await createRole(iam, 'TrailboltRead'),
    TrailboltAct: await createRole(iam, 'TrailboltAct'),
  };
  await setRoleRights('TrailboltRead', ROLE_RIGHTS.TrailboltRead);
  await setRoleRights('TrailboltAct', ROLE_RIGHTS.TrailboltAct);

  return {
    sqs,
    queues,
    topicArn,
    trailBucket: TRAIL_BUCKET,
    functionKeys,
    roles,
    setRoleRights,
    setFunctionRights: (name, actions) => setUserRights(iam, `trailbolt-${name}`, actions),
    async createSecret(name, text) {
      const { ARN: arn = '' } = await secrets.send(new CreateSecretCommand({ Name: name, SecretString: text }));
      return arn;
    },
    async putPolicy(text) {
      await s3.send(new PutObjectCommand({ Bucket: CONFIG_BUCKET, Key: 'policy.yaml', Body: text }));
      return `s3://${CONFIG_BUCKET}/policy.yaml`;
    },
    async putTrailFile(key, records) {
      const body = gzipSync(JSON.stringify({ Records: records }));
      await s3.send(new PutObjectCommand({ Bucket: TRAIL_BUCKET, Key: key, Body: body }));
    },
    async launch(instanceType, count) {
      const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ MaxResults: 5 }));
      const { Instances: launched = [] } = await ec2.send(
        new RunInstancesCommand({
          ImageId: image?.ImageId,
          InstanceType: instanceType as never,
          MinCount: count,
          MaxCount: count,
        }),
      );
      return launched.map(({ InstanceId: id = '' }) => id);
    },
    async stateOf(instance) {
      const { Reservations: [reservation] = [] } = await ec2.send(
        new DescribeInstancesCommand({ InstanceIds: [instance] }),
      );
      return reservation?.Instances?.[0]?.State?.Name;
    },
    async alertedEvents() {
      const ids: string[] = [];
      for (;;) {
        const { Messages: [message] = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queues.alerts.url, WaitTimeSeconds: 0 }),
        );
        if (message === undefined) return ids;
        const { Message: text } = JSON.parse(message.Body ?? '') as { Message: string };
        ids.push(...(JSON.parse(text) as Alert).records.map(({ eventID }) => eventID));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queues.alerts.url, ReceiptHandle: message.ReceiptHandle }));
      }
    },
    async countOf({ url }) {
      const { Attributes: counts = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
      );
      return Number(counts['ApproximateNumberOfMessages']) + Number(counts['ApproximateNumberOfMessagesNotVisible']);
    },
    close() {
      for (const client of [iam, sqs, sns, s3, ec2, secrets, dynamo]) client.destroy();
    },
  };
}

/** As docs/store.md has it. */
async function createTable(dynamo: DynamoDBClient, name: string): Promise<void> {
  await dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  await dynamo.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
  );
}

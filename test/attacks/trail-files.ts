import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { openCaseKey, readCase } from '../../src/cases/case-store.ts';
import type { Case } from '../../src/model/case.ts';
import type { AttackedHost } from './host.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Somebody who may write into the trail's bucket, its topic and its queue, and does so in CloudTrail's place. */
export class TrailWriter {
  readonly #host: AttackedHost;
  readonly #s3: S3Client;
  readonly #sns: SNSClient;
  readonly #sqs: SQSClient;

  constructor(host: AttackedHost) {
    const { aws } = host.world;
    const options = { endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin };
    this.#host = host;
    this.#s3 = new S3Client({ ...options, forcePathStyle: true });
    this.#sns = new SNSClient(options);
    this.#sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  }

  /** A key as CloudTrail makes them. */
  key(options: { readonly account?: string; readonly folder?: string; readonly prefix?: string } = {}): string {
    const { account = this.#host.world.aws.demo.account, folder = 'CloudTrail', prefix = '' } = options;
    return `${prefix}AWSLogs/${account}/${folder}/us-east-1/2026/11/23/${account}_${randomUUID()}.json.gz`;
  }

  async put(key: string, body: Uint8Array, bucket = this.#host.world.aws.demo.trail.bucket): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  /** CloudTrail's notice on the trail's topic. */
  async announce(keys: readonly string[], bucket = this.#host.world.aws.demo.trail.bucket): Promise<void> {
    const notice = JSON.stringify({ s3Bucket: bucket, s3ObjectKey: keys });
    await this.#sns.send(new PublishCommand({ TopicArn: this.#host.world.aws.demo.trail.topicArn, Message: notice }));
  }

  /** Any message on the queue behind the topic. */
  async enqueue(message: string): Promise<void> {
    const { url } = this.#host.world.aws.demo.queues.trail;
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: message }));
  }

  /** A file of records, written and announced. Gives its key. */
  async deliver(...records: readonly Fields[]): Promise<string> {
    const key = this.key();
    await this.put(key, file(records));
    await this.announce([key]);
    return key;
  }

  close(): void {
    for (const client of [this.#s3, this.#sns, this.#sqs]) client.destroy();
  }
}

export function file(records: readonly Fields[]): Uint8Array {
  return gzipSync(JSON.stringify({ Records: records }));
}

/** A graphics instance launched by this user, as CloudTrail writes it, with other fields; `undefined` leaves one out. */
export function launchBy(user: string, other: Fields = {}): Fields {
  const account = '111122223333';
  const record: Fields = {
    eventVersion: '1.11',
    eventID: randomUUID(),
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'us-east-1',
    recipientAccountId: account,
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.4',
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/${user}`, accountId: account, userName: user },
    requestParameters: { instanceType: 'p3.8xlarge', instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1' }] } },
    ...other,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** The open case of a root actor, e.g. `arn:aws:iam::111122223333:user/eve`. */
export async function openCase(host: AttackedHost, rootActor: string, account = '111122223333'): Promise<Case> {
  const pointer = await host.store.get<{ caseId: string }>(openCaseKey(account, rootActor));
  if (pointer === undefined) throw new Error(`There is no open case of ${rootActor.slice(0, 100)}.`);
  return (await readCase(host.store, pointer.value.caseId)).value;
}

export function userArn(name: string): string {
  return `arn:aws:iam::111122223333:user/${name}`;
}

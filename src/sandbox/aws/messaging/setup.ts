import type { MessagingAnswer, MessagingBackend } from './backend.ts';

export interface SandboxQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
}

/** Makes buckets, topics and queues for the account when it is set up; no call of anybody, so no record. */
export interface MessagingSetup {
  bucket(name: string): Promise<void>;
  /** Returns the topic's ARN. */
  topic(name: string): Promise<string>;
  queue(name: string, attributes?: Readonly<Record<string, string>>): Promise<SandboxQueue>;
  subscribe(topicArn: string, queueArn: string): Promise<void>;
}

/** `host` is the endpoint's authority: queue URLs carry it. */
export function setUpMessaging(
  backend: MessagingBackend,
  account: string,
  region: string,
  host: string,
): MessagingSetup {
  const scope = (service: string): Record<string, string> => ({
    host,
    authorization: `AWS4-HMAC-SHA256 Credential=sandbox/20260101/${region}/${service}/aws4_request`,
  });
  const sns = async (operation: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await backend.send({
      service: 'sns',
      operation,
      region,
      method: 'POST',
      url: '/',
      headers: { ...scope('sns'), 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams({ Action: operation, Version: '2010-03-31', ...fields }).toString()),
    });
    return must(operation, answer);
  };
  return {
    async bucket(name) {
      const answer = await backend.send({
        service: 's3',
        operation: 'CreateBucket',
        region,
        method: 'PUT',
        url: `/${name}`,
        headers: scope('s3'),
        body: Buffer.alloc(0),
      });
      must('CreateBucket', answer);
    },

    async topic(name) {
      await sns('CreateTopic', { Name: name });
      return `arn:aws:sns:${region}:${account}:${name}`;
    },

    async queue(name, attributes = {}) {
      const answer = await backend.send({
        service: 'sqs',
        operation: 'CreateQueue',
        region,
        method: 'POST',
        url: '/',
        headers: {
          ...scope('sqs'),
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.CreateQueue',
        },
        body: Buffer.from(JSON.stringify({ QueueName: name, Attributes: attributes })),
      });
      const { QueueUrl: url } = JSON.parse(must('CreateQueue', answer)) as { QueueUrl: string };
      return { name, url, arn: `arn:aws:sqs:${region}:${account}:${name}` };
    },

    async subscribe(topicArn, queueArn) {
      await sns('Subscribe', { TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn });
    },
  };
}

function must(operation: string, answer: MessagingAnswer): string {
  const text = answer.body.toString('utf8');
  if (answer.status >= 300) throw new Error(`The sandbox could not set up its account: ${operation} answered ${text}`);
  return text;
}

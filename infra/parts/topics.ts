import { Aws, Duration } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * AWS services that publish to our topics. Only a key of our own lets them: the default SNS key shuts them out.
 * EventBridge is not among them: it publishes to an encrypted topic only where the key trusts it without a condition
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html), and so would let in every account's rules.
 */
const PUBLISHING_SERVICES = ['cloudwatch', 's3', 'cloudtrail'];

/** The key of all topics. */
export function createTopicKey(scope: Construct, name: string, accounts: readonly string[]): Key {
  const key = new Key(scope, 'TopicKey', {
    description: `Encrypts the topics of ${name}.`,
    alias: `alias/${name}-topics`,
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
  });
  for (const service of PUBLISHING_SERVICES) {
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': [Aws.ACCOUNT_ID, ...accounts] } },
      }),
    );
  }
  return key;
}

export interface Publisher {
  readonly service: string;
  /** Condition that pins the publisher to our own accounts. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/**
 * A topic to which only the given roles and services can publish. Without the denial every principal of the account
 * with a broad `sns:Publish` could forge an alert.
 */
export function createTopic(
  scope: Construct,
  id: string,
  props: {
    readonly name: string;
    readonly key: Key;
    readonly roles: readonly string[];
    readonly services: readonly Publisher[];
  },
): Topic {
  const topic = new Topic(scope, id, { topicName: props.name, masterKey: props.key, enforceSSL: true });
  for (const { service, conditions } of props.services) {
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions,
      }),
    );
  }
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OnlyKnownPublishers',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        Bool: { 'aws:PrincipalIsAWSService': 'false' },
        ...(props.roles.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': props.roles } }),
      },
    }),
  );
  return topic;
}

export function publishTo(topic: ITopic, key: Key): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    new PolicyStatement({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] }),
  ];
}

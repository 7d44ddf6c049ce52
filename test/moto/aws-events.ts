import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ACCOUNT, REGION } from './identities.ts';

// Events in the shapes of AWS's documentation, as Lambda hands them to a function.

export const TRAIL_TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:trail`;
export const RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/trail`;
export const LOG_GROUP = 'organisation/trail';
const TIME = '2026-11-23T09:00:00Z';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html */
export function cloudTrailNotice(bucket: string, key: string): string {
  return JSON.stringify({ s3Bucket: bucket, s3ObjectKey: [key] });
}

export function fromSns(message: string): object {
  return snsEvent(TRAIL_TOPIC, { MessageId: randomUUID(), Message: message, Type: 'Notification', Timestamp: TIME });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function snsEvent(topicArn: string, notification: object): object {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:21be56ed-a058-49f5-8c98-aedd2564c486`,
        EventSource: 'aws:sns',
        Sns: {
          SignatureVersion: '1',
          Signature: 'EXAMPLE',
          SigningCertUrl: 'EXAMPLE',
          UnsubscribeUrl: 'EXAMPLE',
          MessageAttributes: {},
          Subject: null,
          TopicArn: topicArn,
          ...notification,
        },
      },
    ],
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html */
export function fromS3(bucket: string, key: string): object {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: REGION,
        eventTime: TIME,
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:AIDAINPONIXQXHT3IKHL2' },
        requestParameters: { sourceIPAddress: '205.255.255.255' },
        responseElements: {
          'x-amz-request-id': 'D82B88E5F771F645',
          'x-amz-id-2': 'vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo=',
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: '828aa6fc-f7b5-4305-8584-487c791949c1',
          bucket: { name: bucket, ownerIdentity: { principalId: 'A3I5XTEXAMAI3E' }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeURIComponent(key).replaceAll('%2F', '/'),
            size: 1305107,
            eTag: 'b21b84d653bb07b05b1e6b33684dc11b',
            sequencer: '0C0F6F405D6ED209E1',
          },
        },
      },
    ],
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html, and EventBridge's events from CloudTrail. */
export function fromEventBridge(source: string, detailType: string, detail: object): object {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: TIME,
    region: REGION,
    resources: [],
    detail,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
export function fromLogs(record: object): object {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: LOG_GROUP,
    logStream: `${ACCOUNT}_CloudTrail_${REGION}`,
    subscriptionFilters: ['Destination'],
    logEvents: [
      {
        id: '31953106606966983378809025079804211143289615424298221568',
        timestamp: 1432826855000,
        message: JSON.stringify(record),
      },
    ],
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from './identities.ts';

const DAVE = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLEDAVE000001',
  arn: `arn:aws:iam::${ACCOUNT}:user/dave`,
  accountId: ACCOUNT,
  accessKeyId: 'AKIAEXAMPLEDAVE00001',
  userName: 'dave',
};

/** CloudTrail's record of dave's key launching these instances just now. */
export function launchRecord(instances: readonly string[], instanceType: string): object {
  return {
    eventVersion: '1.11',
    userIdentity: DAVE,
    eventTime: new Date().toISOString().replace(/\.\d+/, ''),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: REGION,
    sourceIPAddress: '198.51.100.23',
    userAgent: 'aws-cli/2.31.4 md/command#ec2.run-instances',
    requestParameters: {
      instancesSet: {
        items: [{ imageId: 'ami-0123456789abcdef0', minCount: instances.length, maxCount: instances.length }],
      },
      instanceType,
    },
    responseElements: {
      reservationId: 'r-0123456789abcdef0',
      ownerId: ACCOUNT,
      instancesSet: {
        items: instances.map((instanceId) => ({
          instanceId,
          instanceType,
          instanceState: { code: 0, name: 'pending' },
        })),
      },
    },
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

/** CloudTrail's record of dave stopping the trail just now. */
export function stopRecord(): { readonly eventID: string } & Readonly<Record<string, unknown>> {
  return {
    eventVersion: '1.11',
    userIdentity: DAVE,
    eventTime: new Date().toISOString().replace(/\.\d+/, ''),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: REGION,
    sourceIPAddress: '198.51.100.23',
    userAgent: 'aws-cli/2.31.4 md/command#cloudtrail.stop-logging',
    requestParameters: { name: 'main' },
    responseElements: null,
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

/** Where CloudTrail puts a file of now. */
export function trailKey(): string {
  const now = new Date().toISOString();
  const stamp = now.replaceAll(/[-:]|\.\d+/g, '').slice(0, 13);
  return `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${now.slice(0, 10).replaceAll('-', '/')}/${ACCOUNT}_CloudTrail_${REGION}_${stamp}Z_${randomUUID().slice(0, 16)}.json.gz`;
}

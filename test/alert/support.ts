import type { AlertRule } from '../../src/model/alert.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Match } from '../../src/model/match.ts';

export const ACCOUNT = '111122223333';

export const RULE: AlertRule = {
  id: '0b1f3f63-7a52-4a3c-9d9b-3f4a55d1a001',
  title: 'Instances launched in bulk',
  level: 'high',
  description: 'Many instances at once are what miners launch.',
  whatToDo: 'Ask the owner; stop the instances.',
  falsePositives: ['Load tests'],
  attack: ['T1578.002'],
};

export function record(eventID: string, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    eventID,
    eventTime: '2026-11-23T07:38:12Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    requestID: 'fa6068eb-c895-4799-993b-d16e2e0d3536',
    recipientAccountId: ACCOUNT,
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, accountId: ACCOUNT, userName: 'ana' },
    requestParameters: { instanceType: 'p4d.24xlarge' },
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    ...more,
  };
}

export function match(one: JsonObject, rule: AlertRule = RULE, key = `AWSLogs/${ACCOUNT}/CloudTrail/x.json.gz`): Match {
  return { rule, sourced: { record: one, provenance: { source: 'trail', kind: 's3', bucket: 'example-trail', key } } };
}

import { expect, test } from 'vitest';
import { documentOf, resources, templates } from '../templates.ts';

test('everything missing or wrong in the context is named at once', () => {
  const wrong = {
    'trailbolt:name': 'T',
    'trailbolt:botTokenSecretArn': '',
    'trailbolt:alarmEmails': 'ana@example.com,nonsense',
    'trailbolt:logRetentionDays': 8,
  };

  expect(() => templates(wrong)).toThrow(
    /trailbolt:name must be .*trailbolt:botTokenSecretArn must be .*trailbolt:alarmEmails must be .*trailbolt:logRetentionDays/,
  );
});

test('an existing topic that announces CloudTrail files is used instead of a new one', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:444455556666:organization-trail';

  const template = templates({ 'trailbolt:trailTopicArn': topicArn })['Trailbolt'];

  expect(Object.keys(resources(template, 'AWS::SNS::Topic'))).toHaveLength(2);
  const subscriptions = Object.values(resources(template, 'AWS::SNS::Subscription'));
  expect(subscriptions.map(({ Properties }) => Properties['TopicArn'])).toContain(topicArn);
});

test('a field of a JSON secret is for the function, not for IAM', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack-AbCdEf';

  const template = templates({ 'trailbolt:botTokenSecretArn': `${arn}#botToken` })['Trailbolt'];

  expect(JSON.stringify(resources(template, 'AWS::Lambda::Function'))).toContain(`"${arn}#botToken"`);
  expect(JSON.stringify(resources(template, 'AWS::IAM::Role'))).toContain(`"${arn}"`);
});

function functions(context: Record<string, unknown>): string {
  return JSON.stringify(resources(templates(context)['Trailbolt'], 'AWS::Lambda::Function'));
}

function reserved(context: Record<string, unknown>): unknown[] {
  return Object.values(resources(templates(context)['Trailbolt'], 'AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties['ReservedConcurrentExecutions'] ?? [],
  );
}

test('the reserved concurrency of notify and of the front can be given up', () => {
  expect(reserved({})).toEqual([5, 20]);
  expect(reserved({ 'trailbolt:slackConcurrency': 0 })).toEqual([5]);
  expect(reserved({ 'trailbolt:notifyConcurrency': 0 })).toEqual([20]);
});

test('detect remembers what actors usually do where that is wanted', () => {
  expect(functions({})).not.toContain('TRAILBOLT_BASELINE');
  expect(functions({ 'trailbolt:baseline': 'on' })).toContain('"TRAILBOLT_BASELINE":"on"');
});

test('whoever sends failed messages back may send to both queues of work', () => {
  const role = 'arn:aws:iam::111122223333:role/operations';

  const template = templates({ 'trailbolt:redrivers': role })['Trailbolt'];

  const denials = Object.values(resources(template, 'AWS::SQS::QueuePolicy'))
    .flatMap((policy) => documentOf(policy, 'PolicyDocument'))
    .filter(({ Sid }) => Sid === 'OnlyKnownSenders');
  expect(denials).toHaveLength(2);
  for (const { Condition } of denials) expect(JSON.stringify(Condition?.['ArnNotEquals'])).toContain(`"${role}"`);
});

test('alarm mails are subscribed to the alarms topic', () => {
  const template = templates({ 'trailbolt:alarmEmails': 'ana@example.com,ben@example.com' })['Trailbolt'];

  const mails = Object.values(resources(template, 'AWS::SNS::Subscription')).filter(
    ({ Properties }) => Properties['Protocol'] === 'email',
  );
  expect(mails.map(({ Properties }) => Properties['Endpoint'])).toEqual(['ana@example.com', 'ben@example.com']);
});

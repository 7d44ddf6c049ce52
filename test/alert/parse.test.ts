import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { parseMessage } from '../../src/alert/parse.ts';
import { ACCOUNT, match, record } from './support.ts';

const notification = (message: unknown, more: object = {}) => ({
  Type: 'Notification',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  TopicArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:alerts`,
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-11-23T07:40:02.123Z',
  ...more,
});
const event = (source: string, detailType: string, detail: object) => ({
  version: '0',
  id: 'c8c4daa7-a20c-2f03-0070-b7393dd542ad',
  'detail-type': detailType,
  source,
  account: ACCOUNT,
  time: '2026-11-23T07:39:00Z',
  region: 'eu-central-1',
  resources: [],
  detail,
});
const plain = { schema: 'plain', id: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b' };
const place = { account: ACCOUNT, region: 'eu-central-1' };

describe('messages on the topic', () => {
  it('gives back the alert that was published', () => {
    const [alert] = buildAlerts([match(record('e-1')), match(record('e-2'))]);

    expect(parseMessage(notification(alert))).toEqual(alert);
  });

  it('gives back what was redacted and cut as it is', () => {
    const long = { userAgent: `agent token=abc ${'x'.repeat(2000)}`, errorMessage: `password=abc ${'y'.repeat(5000)}` };
    const parameters = { requestParameters: { password: 'abc', note: 'z'.repeat(5000), list: Array(80).fill('a') } };
    const [alert] = buildAlerts([match(record('e-1', { ...long, ...parameters }))]);

    expect(parseMessage(notification(alert))).toEqual(alert);
  });

  it('leaves secrets out of alerts that somebody else published', () => {
    const [alert] = buildAlerts([match(record('e-1'))]);
    const secret = { userAgent: 'x token=hunter2', errorMessage: 'password: hunter2' };
    const parameters = { requestParameters: { password: 'hunter2' }, responseElements: { userData: 'hunter2' } };
    const records = alert?.records.map((one) => ({ ...one, ...secret, ...parameters }));

    const parsed = JSON.stringify(parseMessage(notification({ ...alert, records })));

    expect(parsed).toContain('[redacted: user data]');
    expect(parsed).not.toContain('hunter2');
  });

  it('leaves secrets out of what others publish, also within JSON within it', () => {
    const inside = JSON.stringify({
      environment: { variables: { DB_PASSWORD: 'hunter2' } },
      headers: { cookie: 'hunter2' },
    });

    expect(JSON.stringify(parseMessage(notification({ job: 'x', body: inside })))).not.toContain('hunter2');
  });

  it('drops fields that a later version may add', () => {
    const [alert] = buildAlerts([match(record('e-1'))]);

    expect(parseMessage(notification({ ...alert, later: 1 }))).toEqual(alert);
  });

  it.each([
    ['another version', { schema: 'trailbolt.alert/2' }],
    ['no records', { records: [] }],
    ['a level that is none', { rule: { id: 'r', title: 't', level: 'severe', falsePositives: [], attack: [] } }],
    ['an id that is none', { id: '../x' }],
    ['an actor whose id is no text', { actor: { type: 'x', root: { id: 7, name: 'x' } } }],
    ['an account too long for a key', { account: 'x'.repeat(5000) }],
  ])('shows an alert with %s as a plain message', (_name, change) => {
    const [alert] = buildAlerts([match(record('e-1'))]);

    const parsed = parseMessage(notification({ ...alert, ...change }));

    expect(parsed).toMatchObject({
      ...plain,
      title: 'An alert that this version of Trailbolt cannot read',
      sender: 'unknown',
    });
  });

  it.each([
    [9.5, 'critical'],
    [8, 'high'],
    [5, 'medium'],
    [2, 'low'],
    ['?', 'medium'],
  ])('shows a GuardDuty finding of severity %s', (severity, level) => {
    const detail = {
      schemaVersion: '2.0',
      accountId: '444455556666',
      region: 'us-east-1',
      id: '16afba5c5c43e07c9e3e5e2e544e95df',
      type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
      severity,
      title: 'EC2 instance i-99999999 is querying a bitcoin domain.',
      description: 'The instance asks for a domain that belongs to miners.',
    };

    expect(parseMessage(notification(event('aws.guardduty', 'GuardDuty Finding', detail)))).toEqual({
      ...plain,
      title: 'EC2 instance i-99999999 is querying a bitcoin domain.',
      text: 'The instance asks for a domain that belongs to miners. CryptoCurrency:EC2/BitcoinTool.B!DNS',
      level,
      sender: 'GuardDuty',
      account: '444455556666',
      region: 'us-east-1',
      at: '2026-11-23T07:39:00.000Z',
    });
  });

  it('shows a Security Hub finding, in its old form and its new one', () => {
    const asff = {
      Title: 'S3 bucket is public',
      Description: 'It should not be.',
      Severity: { Label: 'HIGH' },
      AwsAccountId: '444455556666',
      Region: 'eu-west-1',
    };
    const ocsf = {
      finding_info: { title: 'Exposed instance', desc: 'It is.' },
      severity: 'Critical',
      cloud: { account: { uid: '444455556666' }, region: 'eu-west-1' },
    };
    const old = event('aws.securityhub', 'Security Hub Findings - Imported', { findings: [asff, asff] });
    const current = event('aws.securityhub', 'Findings Imported V2', { findings: [ocsf] });
    const common = { ...plain, sender: 'Security Hub', account: '444455556666', region: 'eu-west-1' };

    expect(parseMessage(notification(old))).toMatchObject({
      ...common,
      title: 'S3 bucket is public',
      level: 'high',
      text: 'It should not be. and 1 more findings in the same event',
    });
    expect(parseMessage(notification(current))).toMatchObject({
      ...common,
      title: 'Exposed instance',
      level: 'critical',
      text: 'It is.',
    });
  });

  it.each([
    ['ALARM', 'medium'],
    ['OK', 'informational'],
    ['INSUFFICIENT_DATA', 'low'],
  ])('shows a CloudWatch alarm in state %s, sent by the alarm or through EventBridge', (state, level) => {
    const own = {
      AlarmName: 'detect errors',
      AlarmDescription: 'The detector fails.',
      AWSAccountId: ACCOUNT,
      NewStateValue: state,
      NewStateReason: 'Threshold crossed',
      StateChangeTime: '2026-11-23T07:38:59.000+0000',
      Region: 'EU (Frankfurt)',
      AlarmArn: `arn:aws:cloudwatch:eu-central-1:${ACCOUNT}:alarm:detect errors`,
      OldStateValue: 'OK',
    };
    const bridged = event('aws.cloudwatch', 'CloudWatch Alarm State Change', {
      alarmName: 'detect errors',
      state: { value: state, reason: 'Threshold crossed' },
    });
    const common = { ...plain, ...place, title: `${state}: detect errors`, level, sender: 'CloudWatch alarm' };

    expect(parseMessage(notification(own, { Subject: 'ALARM: ...' }))).toEqual({
      ...common,
      text: 'The detector fails. Threshold crossed',
      at: '2026-11-23T07:38:59.000Z',
    });
    expect(parseMessage(notification(bridged))).toEqual({
      ...common,
      text: 'Threshold crossed',
      at: '2026-11-23T07:39:00.000Z',
    });
  });

  it.each([
    ['text', 'disk full', {}, 'Message on the alerts topic', 'disk full'],
    ['text with a subject', 'disk full', { Subject: 'Backup' }, 'Backup', 'disk full'],
    ['JSON', { a: 1 }, {}, 'Message on the alerts topic', '{"a":1}'],
    [
      'an event',
      { 'detail-type': 'EC2 Spot Interruption' },
      {},
      'EC2 Spot Interruption',
      '{"detail-type":"EC2 Spot Interruption"}',
    ],
    ['nothing', '', {}, 'Message on the alerts topic', ''],
    [
      'secrets',
      'password=hunter2 xoxb-1234567890',
      {},
      'Message on the alerts topic',
      'password=[redacted: secret] [redacted: Slack token]',
    ],
    [
      'a finding without title',
      event('aws.guardduty', 'GuardDuty Finding', {}),
      {},
      'GuardDuty Finding',
      JSON.stringify(event('aws.guardduty', 'GuardDuty Finding', {})),
    ],
  ])('shows %s as a plain message of an unknown sender', (_name, message, more, title, text) => {
    expect(parseMessage(notification(message, more))).toEqual({
      ...plain,
      title,
      text,
      level: 'informational',
      sender: 'unknown',
      at: '2026-11-23T07:40:02.123Z',
    });
  });

  it('bounds what it shows', () => {
    const parsed = parseMessage(notification('A'.repeat(250_000), { Subject: 'B'.repeat(10_000) }));

    expect(JSON.stringify(parsed).length).toBeLessThan(4000);
  });

  it('never throws, whatever the topic carries', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        Message: fc.oneof(fc.json(), fc.string({ unit: 'binary' })),
        MessageId: fc.anything(),
        Timestamp: fc.anything(),
        Subject: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        expect(parseMessage(value).schema).toBe('plain');
      }),
    );
  });
});

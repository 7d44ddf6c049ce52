import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertSchema } from '../../src/alert/schema.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { summarise } from '../../src/alert/summarise.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { ACCOUNT, match, record } from './support.ts';

const rootOf = (principalId: string) =>
  summarise(record('e-1', { userIdentity: { type: 'AWSAccount', principalId, accountId: ACCOUNT } })).actor.root.id;

describe('summary of a record', () => {
  it('has what people need, as recorded', () => {
    const summary = summarise(
      record('e-1', { errorCode: 'Client.DryRunOperation', errorMessage: 'would have worked' }),
    );

    expect(summary).toEqual({
      eventID: 'e-1',
      eventTime: '2026-11-23T07:38:12Z',
      eventName: 'RunInstances',
      eventSource: 'ec2.amazonaws.com',
      account: ACCOUNT,
      region: 'eu-central-1',
      actor: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${ACCOUNT}:user/ana`,
        account: ACCOUNT,
        root: { id: `arn:aws:iam::${ACCOUNT}:user/ana`, name: 'ana' },
      },
      sourceIPAddress: '203.0.113.7',
      userAgent: 'aws-cli/2.31.0',
      errorCode: 'Client.DryRunOperation',
      errorMessage: 'would have worked',
      requestID: 'fa6068eb-c895-4799-993b-d16e2e0d3536',
      targets: [],
      requestParameters: { instanceType: 'p4d.24xlarge' },
      responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    });
  });

  it('says unknown for what is missing, and gives a record without id one of its own', () => {
    const summary = summarise({});

    expect(summary).toMatchObject({
      eventTime: 'unknown',
      eventName: 'unknown',
      eventSource: 'unknown',
      account: 'unknown',
      region: 'unknown',
      actor: { root: { id: 'unknown' } },
    });
    expect(summary.eventID).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(summarise({}).eventID).toBe(summary.eventID);
    expect(summarise({ a: 1 }).eventID).not.toBe(summary.eventID);
  });

  it('cuts a user agent of 200 KB, and says how long it was', () => {
    const { userAgent } = summarise(record('e-1', { userAgent: 'A'.repeat(200_000) }));

    expect(userAgent).toBe(`${'A'.repeat(512)}… (200000 characters)`);
  });

  it('keeps control and invisible characters out, and leaves Slack markup for the card to escape', () => {
    const { userAgent, errorMessage } = summarise(
      record('e-1', {
        userAgent: 'a\u0000b\u202Ec\u200Bd\uD800',
        errorMessage: 'line\r\nbreak <!channel> <https://evil.example|aws>',
      }),
    );

    expect(userAgent).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFD');
    expect(errorMessage).toBe('line break <!channel> <https://evil.example|aws>');
  });

  it('keeps two actors apart whose ids differ only in what cannot be seen', () => {
    expect(rootOf('p\u0000')).toMatch(/^principal:p\uFFFD#[0-9a-f]{16}$/);
    expect(rootOf('p\u0000')).not.toBe(rootOf('p\u0001'));
    expect(rootOf('p\u0000')).toBe(rootOf('p\u0000'));
  });

  it('makes an alert that fits the schema of any record at all', () => {
    const anyRecord = fc.dictionary(
      fc.constantFrom(
        'eventID',
        'eventTime',
        'eventName',
        'eventSource',
        'awsRegion',
        'recipientAccountId',
        'userAgent',
        'errorCode',
        'errorMessage',
        'requestID',
        'userIdentity',
        'requestParameters',
        'responseElements',
        'resources',
        'sourceIPAddress',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.record({
          type: fc.jsonValue(),
          arn: fc.jsonValue(),
          accountId: fc.jsonValue(),
          principalId: fc.string({ unit: 'binary', maxLength: 3000 }),
          userName: fc.string({ unit: 'binary' }),
          sessionContext: fc.jsonValue(),
        }),
      ),
    );
    fc.assert(
      fc.property(anyRecord, (fields) => {
        const [alert] = buildAlerts([match(fields as JsonObject)]);

        expect(alertSchema.safeParse(alert).error).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

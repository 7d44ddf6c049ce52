import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../../src/adapters/aws/lookup-events.ts';
import { Pacer } from '../../../src/adapters/aws/pacer.ts';
import type { TrailHistory, TrailQuery } from '../../../src/ports/trail-source.ts';
import { assumed, jsonError, queryError, startAws } from './aws-server.ts';
import type { AwsReply, AwsServer } from './aws-server.ts';

const ACCOUNT = '111122223333';
const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2026, 0, 2);

describe('the event history', () => {
  let server: AwsServer;
  let history: TrailHistory;

  beforeEach(async () => {
    server = await startAws();
    server.on('AssumeRole', assumed('ASIAONE'));
    const roles = { readRole: `arn:aws:iam::${ACCOUNT}:role/read` };
    const aws = createAws({ accounts: async (id) => (id === ACCOUNT ? roles : undefined) });
    history = createTrailHistory({ aws, pacer: new Pacer(1000), retryMs: 1 });
  });

  afterEach(() => server.stop());

  it('gives the records as AWS wrote them, and the way to the next page', async () => {
    const record = { eventID: 'e1', eventName: 'RunInstances', userAgent: '<!channel>', nested: { n: 1 } };
    server.on('LookupEvents', page([JSON.stringify(record)], 'more'));

    const found = await history.lookup(query({ attribute: { key: 'Username', value: 'ana' }, pageToken: 'token' }));

    expect(found).toEqual({ records: [record], next: 'more' });
    expect(server.requests.at(-1)).toMatchObject({
      accessKeyId: 'ASIAONE',
      region: 'eu-west-1',
      document: {
        StartTime: FROM / 1000,
        EndTime: TO / 1000,
        MaxResults: 50,
        NextToken: 'token',
        LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'ana' }],
      },
    });
    expect(server.requests[0]?.parameters['Policy']).toContain('"Action":["cloudtrail:LookupEvents"]');
  });

  it('skips what is no record, and counts it', async () => {
    server.on('LookupEvents', page(['{"eventID":"e1"}', '{"eventID":', '[]', 'null', '', undefined]));

    expect(await history.lookup(query())).toEqual({ records: [{ eventID: 'e1' }], skipped: 5 });
  });

  it('is empty where nothing happened', async () => {
    server.on('LookupEvents', { body: '{}' });

    expect(await history.lookup(query())).toEqual({ records: [] });
  });

  it('asks again after throttling', async () => {
    const throttled = { status: 400, body: jsonError('ThrottlingException') };
    server.on('LookupEvents', throttled, throttled, page(['{"eventID":"e1"}']));

    expect((await history.lookup(query())).records).toHaveLength(1);

    expect(lookups()).toBe(3);
  });

  it('gives up on throttling that does not end', async () => {
    server.on('LookupEvents', { status: 400, body: jsonError('ThrottlingException') });

    await expect(history.lookup(query())).rejects.toMatchObject({ code: 'trail.throttled' });

    expect(lookups()).toBe(5);
  });

  it.each<[string, AwsReply, string]>([
    ['AccessDeniedException', { status: 400, body: jsonError('AccessDeniedException') }, 'trail.denied'],
    ['InvalidNextTokenException', { status: 400, body: jsonError('InvalidNextTokenException') }, 'trail.refused'],
    ['InternalFailure', { status: 500, body: jsonError('InternalFailure') }, 'trail.unavailable'],
    ['a broken connection', 'hang-up', 'trail.unavailable'],
  ])('tells %s apart', async (_, reply, code) => {
    server.on('LookupEvents', reply);

    await expect(history.lookup(query())).rejects.toMatchObject({ code, details: { account: ACCOUNT } });

    expect(lookups()).toBe(1);
  });

  it('is denied where Trailbolt has no role', async () => {
    server.on('AssumeRole', { status: 403, body: queryError('AccessDenied') });

    await expect(history.lookup(query())).rejects.toMatchObject({ code: 'trail.denied' });
    await expect(history.lookup(query({ account: '999999999999' }))).rejects.toMatchObject({ code: 'trail.denied' });
  });

  function lookups(): number {
    return server.requests.filter((request) => request.action === 'LookupEvents').length;
  }
});

function page(texts: readonly (string | undefined)[], next?: string): AwsReply {
  return { body: JSON.stringify({ Events: texts.map((text) => ({ CloudTrailEvent: text })), NextToken: next }) };
}

function query(more: Partial<TrailQuery> = {}): TrailQuery {
  return { account: ACCOUNT, region: 'eu-west-1', from: FROM, to: TO, ...more };
}

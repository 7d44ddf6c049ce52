import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { ACCOUNT, REGION } from './identities.ts';
import {
  cloudTrailNotice,
  fromEventBridge,
  fromLogs,
  fromS3,
  fromSns,
  LOG_GROUP,
  RULE,
  TRAIL_TOPIC,
} from './aws-events.ts';
import type { RunningFunction } from './functions.ts';
import { stopRecord, trailKey } from './records.ts';
import { prepareSite, type Site } from './site.ts';

let site: Site;

beforeAll(async () => {
  site = await prepareSite(({ trailBucket, queues }) => [
    {
      name: 'bucket',
      kind: 's3',
      bucket: trailBucket,
      announcers: [TRAIL_TOPIC, RULE, queues.ingest.arn, `arn:aws:s3:::${trailBucket}`],
    },
    { name: 'bus', kind: 'eventbridge', announcers: [RULE] },
    { name: 'log group', kind: 'logs', 'log-group': LOG_GROUP, owner: ACCOUNT },
  ]);
});
afterAll(async () => site?.close());

/** A file with this record, in the bucket. */
async function fileWith(record: object): Promise<{ bucket: string; key: string }> {
  const key = trailKey();
  await site.account.putTrailFile(key, [record]);
  return { bucket: site.account.trailBucket, key };
}

describe('detect', () => {
  let detect: RunningFunction;

  beforeAll(async () => {
    detect = await site.start('detect');
  });

  test.each([
    [
      "CloudTrail's own notice from SNS",
      async (record: object) => {
        const { bucket, key } = await fileWith(record);
        return fromSns(cloudTrailNotice(bucket, key));
      },
    ],
    [
      'an event of the bucket',
      async (record: object) => {
        const { bucket, key } = await fileWith(record);
        return fromS3(bucket, key);
      },
    ],
    [
      'an event of the bucket through EventBridge',
      async (record: object) => {
        const { bucket, key } = await fileWith(record);
        return fromEventBridge('aws.s3', 'Object Created', {
          version: '0',
          bucket: { name: bucket },
          object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' },
          'request-id': 'N4N7GDK58NMKJ12R',
          requester: ACCOUNT,
          'source-ip-address': '1.2.3.4',
          reason: 'PutObject',
        });
      },
    ],
    [
      'an API call through EventBridge',
      async (record: object) => fromEventBridge('aws.cloudtrail', 'AWS API Call via CloudTrail', record),
    ],
    ['a delivery of CloudWatch Logs', async (record: object) => fromLogs(record)],
  ])('turns %s into an alert', async (_name, eventOf) => {
    const record = stopRecord();

    const answer = await detect.invoke(await eventOf(record));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await site.account.alertedEvents()).toEqual([record.eventID]);
    expect(await site.account.countOf(site.account.queues.ingestSetAside)).toBe(0);
  });

  test('refuses what only looks like an API call: its source is not AWS', async () => {
    const forged = fromEventBridge('my.application', 'AWS API Call via CloudTrail', stopRecord());

    expect(await detect.invoke(forged)).toEqual({ batchItemFailures: [] });
    expect(await site.account.alertedEvents()).toEqual([]);
  });

  test('sets aside, with the reason, what has no form that it knows', async () => {
    const before = await site.account.countOf(site.account.queues.ingestSetAside);

    await detect.invoke({ hello: 'world' });

    expect(await site.account.countOf(site.account.queues.ingestSetAside)).toBe(before + 1);
  });
});

describe('worker', () => {
  test.each([
    ['a rule of EventBridge', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['EventBridge Scheduler', { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' }],
  ])('does what is due when %s calls each minute', async (_name, event) => {
    const [notify, worker] = [await site.start('notify'), await site.start('worker')];
    const text = `Posted by the schedule of ${event.source}`;
    site.slack.faults.status('chat.postMessage', 503, 50);
    await notify.invoke(fromSns(text));
    expect(JSON.stringify(site.slack.snapshot().messages)).not.toContain(text);
    site.slack.faults.clear();

    await eventually(async () => {
      const answer = await worker.invoke({
        version: '0',
        id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
        account: ACCOUNT,
        time: '2026-11-23T09:00:00Z',
        region: REGION,
        resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/minute`],
        ...event,
      });
      expect(answer).toEqual({ batchItemFailures: [] });
      expect(JSON.stringify(site.slack.snapshot().messages)).toContain(text);
    }, 45_000);
  });
});

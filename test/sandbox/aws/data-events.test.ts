import { PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let app: Clients;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, deliveryMs: 60_000 });
  app = clients(aws, aws.demo.credentials.reportsApp);
  admin = clients(aws, aws.demo.credentials.admin);
});
afterEach(() => aws.close());

/** What has been delivered to the trail's bucket so far, of this event name. */
async function delivered(name: string): Promise<readonly Record<string, unknown>[]> {
  await aws.control.delivery.flush();
  const { Contents = [] } = await admin.s3.send(new ListObjectsV2Command({ Bucket: aws.demo.trail.bucket }));
  const files = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await admin.s3.send(new GetObjectCommand({ Bucket: aws.demo.trail.bucket, Key }));
      const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString();
      return (JSON.parse(text) as { Records: Record<string, unknown>[] }).Records;
    }),
  );
  return files.flat().filter((record) => record['eventName'] === name);
}

const write = (Bucket: string, Key: string) => app.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));

test('writes to the bucket that the trail names are in its files, and not in the event history', async () => {
  await write(aws.demo.reportsBucket, 'a b/c.txt');
  await write('sandbox-customer-reports-2', 'other.txt').catch(() => undefined);

  expect(await delivered('PutObject')).toMatchObject([
    {
      eventCategory: 'Data',
      managementEvent: false,
      readOnly: false,
      requestParameters: { bucketName: aws.demo.reportsBucket, key: 'a b/c.txt' },
      resources: [
        { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${aws.demo.reportsBucket}/a b/c.txt` },
        { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${aws.demo.reportsBucket}` },
      ],
    },
  ]);
  const { Events = [] } = await admin.cloudtrail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'PutObject' }] }),
  );
  expect(Events).toEqual([]);
});

test('a refused write is in them, too', async () => {
  const dave = clients(aws, aws.demo.credentials.dave).s3;
  const { code } = await refusal(
    dave.send(new PutObjectCommand({ Bucket: aws.demo.reportsBucket, Key: 'x', Body: 'x' })),
  );

  expect(code).toBe('AccessDenied');
  expect(await delivered('PutObject')).toMatchObject([{ errorCode: 'AccessDenied' }]);
});

test('a trail that asks for reads only has no writes', async () => {
  await admin.cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: aws.demo.trail.name,
      EventSelectors: [
        { ReadWriteType: 'ReadOnly', DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] },
      ],
    }),
  );
  await write(aws.demo.reportsBucket, 'x');
  await app.s3.send(new GetObjectCommand({ Bucket: aws.demo.reportsBucket, Key: 'x' }));

  expect(await delivered('PutObject')).toEqual([]);
  expect((await delivered('GetObject')).length).toBeGreaterThan(0);
});

import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { file, launchBy, openCase, TrailWriter, userArn } from './trail-files.ts';

const ACCOUNT = '111122223333';

let host: AttackedHost;
let trail: TrailWriter;

beforeAll(async () => {
  host = await startAttackedHost();
  trail = new TrailWriter(host);
});
afterAll(async () => {
  trail?.close();
  await host?.close();
});

describe.concurrent('what CloudTrail delivers twice counts once', () => {
  test('one file, announced three times at once and once more later', async () => {
    const key = await trail.deliver(launchBy('twice'));
    await Promise.all([trail.announce([key]), trail.announce([key]), trail.announce([key, key])]);
    await eventually(() => openCase(host, userArn('twice')));
    const before = seenFiles();

    await trail.announce([key]);

    await eventually(() => expect(seenFiles()).toBeGreaterThan(before));
    expect(await openCase(host, userArn('twice'))).toMatchObject({ count: 1, lines: [{ count: 1 }] });
  });

  test('one event in two files', async () => {
    const record = launchBy('copied');
    await trail.deliver(record);
    await eventually(() => openCase(host, userArn('copied')));

    await trail.deliver(record, launchBy('copied'));

    await eventually(async () => expect(await openCase(host, userArn('copied'))).toMatchObject({ count: 2 }));
  });

  test('one record without an id in two files', async () => {
    const record = launchBy('idless', { eventID: undefined });

    await trail.deliver(record);
    await trail.deliver(record, launchBy('idless'));

    await eventually(async () => expect(await openCase(host, userArn('idless'))).toMatchObject({ count: 2 }));
  });
});

describe.concurrent('what cannot be read fails as that one item', () => {
  test.each<[string, (good: Uint8Array) => Uint8Array]>([
    ['is cut off', (good) => good.subarray(0, good.length / 2)],
    ['is no gzip though it begins so', (good) => Buffer.concat([good.subarray(0, 4), Buffer.from('garbage')])],
    ['holds no records', () => gzipSync('{"Records":{}}')],
  ])('an object that %s: the rest goes on, and nothing is lost once it can be read', async (what, corrupt) => {
    const id = what.replaceAll(/\W/g, '-');
    const [broken, good] = [trail.key(), trail.key()];
    const [late, beside] = [launchBy(`late-${id}`), launchBy(`beside-${id}`)];
    await trail.put(broken, corrupt(file([late])));
    await trail.put(good, file([beside]));
    const failures = itemsFailed();

    await trail.announce([broken, good]);

    await eventually(() => openCase(host, userArn(`beside-${id}`)));
    await eventually(() => expect(itemsFailed()).toBeGreaterThan(failures));
    await trail.put(broken, file([late]));
    await eventually(() => openCase(host, userArn(`late-${id}`)));
    await eventually(async () => expect(await openCase(host, userArn(`beside-${id}`))).toMatchObject({ count: 1 }));
  });

  test('a broken record among good ones in one file', async () => {
    const key = trail.key();
    const [first, last] = [launchBy('first'), launchBy('last')].map((record) => JSON.stringify(record));
    await trail.put(key, gzipSync(`{"Records":[${first},{"eventName":,"x":1},7,null,${last}]}`));
    const failures = itemsFailed();

    await trail.announce([key]);

    await eventually(() => openCase(host, userArn('first')));
    await eventually(() => openCase(host, userArn('last')));
    await eventually(() => expect(itemsFailed()).toBeGreaterThan(failures));
  });

  test('messages that are none of those that AWS sends, before a good one', async () => {
    const bad = [
      'not JSON',
      '{}',
      '[]',
      'null',
      '{"Records":[{"eventSource":"aws:s3"}]}',
      '{"s3Bucket":7,"s3ObjectKey":[{}]}',
    ];
    const failures = itemsFailed();

    for (const message of bad) await trail.enqueue(message);
    await trail.deliver(launchBy('after'));

    await eventually(() => openCase(host, userArn('after')));
    await eventually(() => expect(itemsFailed() - failures).toBeGreaterThanOrEqual(bad.length));
  });
});

async function putAndAnnounce(key: string): Promise<void> {
  await trail.put(key, file([launchBy('stranger')]));
  await trail.announce([key]);
}

describe('what does not come from a configured source is refused and counted, and raises nothing', () => {
  beforeAll(async () => {
    const { aws } = host.world;
    const s3 = new S3Client({
      endpoint: aws.url,
      region: aws.demo.region,
      credentials: aws.demo.credentials.admin,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: 'somebody-elses-trail' }));
    s3.destroy();
  });

  test.each<[string, string, () => Promise<void>]>([
    [
      'an object in another bucket',
      'bucket-not-configured',
      async () => {
        const key = trail.key();
        await trail.put(key, file([launchBy('stranger')]), 'somebody-elses-trail');
        await trail.announce([key], 'somebody-elses-trail');
      },
    ],
    [
      'an object of another account',
      'account-not-configured',
      () => putAndAnnounce(trail.key({ account: '999999999999' })),
    ],
    ['an object under another prefix', 'prefix-not-configured', () => putAndAnnounce(trail.key({ prefix: 'copy/' }))],
    [
      'an object that only looks like one of the trail',
      'not-cloudtrail',
      () => putAndAnnounce('AWSLogs/notes.json.gz'),
    ],
    ['an object on a winding path', 'not-cloudtrail', () => putAndAnnounce(`AWSLogs/../AWSLogs/${ACCOUNT}/x.json.gz`)],
    ['a digest', 'digest', () => putAndAnnounce(trail.key({ folder: 'CloudTrail-Digest' }))],
    [
      'a record of another account in a good file',
      'record-account-not-configured',
      async () => {
        await trail.deliver(launchBy('stranger', { recipientAccountId: '999999999999' }));
      },
    ],
  ])('%s', async (_what, reason, send) => {
    const before = counted(reason);

    await send();

    await eventually(() => expect(counted(reason)).toBe(before + 1));
    await expect(openCase(host, userArn('stranger'))).rejects.toThrow('no open case');
    await expect(openCase(host, userArn('stranger'), '999999999999')).rejects.toThrow('no open case');
  });
});

/** Lines of the log of detect, each about one delivery of the queue. */
function deliveries(): readonly Readonly<Record<string, unknown>>[] {
  return host.log.filter((line) => line['event'] === 'detect');
}

function seenFiles(): number {
  return deliveries().reduce((sum, line) => sum + Number(line['items']), 0);
}

function itemsFailed(): number {
  return deliveries().reduce((sum, line) => sum + Number(line['failed']), 0);
}

/** How often something was refused, or passed over, for this reason. */
function counted(reason: string): number {
  return deliveries().reduce((sum, line) => {
    const counts = { ...(line['refused'] as object), ...(line['skipped'] as object) } as Record<string, number>;
    return sum + (counts[reason] ?? 0);
  }, 0);
}

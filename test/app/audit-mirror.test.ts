import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { createS3AuditMirror } from '../../src/adapters/aws/s3-audit-mirror.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { mirrorAudit } from '../../src/app/audit-mirror.ts';
import { verify } from '../../src/cli/verify.ts';
import type { Audit, AuditRecord } from '../../src/ports/audit.ts';
import type { AuditMirror, MirroredRecord } from '../../src/ports/audit-mirror.ts';
import type { Store } from '../../src/ports/store.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';

const MINUTE = 60_000;
let server: FauxqsServer;
let client: S3Client;
let buckets = 0;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.address,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  client = new S3Client({ endpoint: server.address, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

let clock: ManualClock;
let file: string;
let auditStore: Store;
let audit: Audit;
let mirror: AuditMirror;
let location: string;
let ports: Parameters<typeof mirrorAudit>[0];

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'mirror-'));
  clock = new ManualClock(Date.now() - 60 * MINUTE);
  file = join(folder, 'audit.sqlite');
  auditStore = openSqliteStore(file);
  onTestFinished(async () => {
    await auditStore.close();
    rmSync(folder, { recursive: true });
  });
  const bucket = `mirror-${(buckets += 1)}`;
  server.createBucket(bucket);
  location = `s3://${bucket}/audit`;
  mirror = createS3AuditMirror({ client, location });
  audit = createAudit(auditStore, () => clock.now());
  ports = { store: memoryStore(clock), audit, mirror, clock };
});

let entries = 0;
function append(chain: string): Promise<AuditRecord> {
  const at = new Date(clock.now()).toISOString();
  return audit.append({
    id: `e${(entries += 1)}`,
    chain,
    at,
    event: 'run.called',
    who: 'U0ANA',
    data: { target: 'ü' },
  });
}

async function copied(of: AuditMirror = mirror): Promise<string[]> {
  const all: MirroredRecord[] = [];
  for await (const record of of.list()) all.push(record);
  return all.map(({ chain, seq }) => `${chain} ${seq}`);
}

async function verified(): Promise<{ readonly code: number; readonly out: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const code = await verify(['audit', '--mirror', location], {
    stdout,
    stderr,
    env: { TRAILBOLT_AUDIT_STORE: `sqlite:${file}` },
  });
  stdout.end();
  stderr.end();
  return { code, out: `${await out}${await err}` };
}

describe('the mirror', () => {
  it('has every record of every chain, and the register, as it was written', async () => {
    for (const chain of ['case1', 'system', 'case1', 'a/b ü']) await append(chain);
    await mirrorAudit(ports);

    expect((await copied()).toSorted()).toEqual(
      ['a/b ü 1', 'case1 1', 'case1 2', 'chains 1', 'chains 2', 'chains 3', 'system 1'].toSorted(),
    );
    const [first] = await audit.read('case1');
    const Key = `audit/case1/000000000001-${first?.hash}.json`;
    const { Body } = await client.send(new GetObjectCommand({ Bucket: location.split('/')[2], Key }));
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toEqual(first);
    expect(await verified()).toEqual({
      code: 0,
      out: '4 records in 3 chains hold\n7 records are as the mirror has them\n',
    });
  });

  it('goes on from where it was, and copies nothing twice', async () => {
    let puts = 0;
    const counting: AuditMirror = {
      ...mirror,
      put(record) {
        puts += 1;
        return mirror.put(record);
      },
    };
    await append('case1');
    await mirrorAudit({ ...ports, mirror: counting });
    clock.advance(MINUTE);
    await append('case1');
    await append('case2');
    await mirrorAudit({ ...ports, mirror: counting });
    await mirrorAudit({ ...ports, mirror: counting });

    expect((await copied()).toSorted()).toEqual(['case1 1', 'case1 2', 'case2 1', 'chains 1', 'chains 2']);
    expect(puts).toBe(5);
  });

  it('loses nothing while S3 is down, whenever it goes down', async () => {
    for (let entry = 0; entry < 20; entry += 1) await append('case1');
    let left = 11;
    const failing: AuditMirror = {
      ...mirror,
      put: async (record) => {
        if ((left -= 1) < 0) throw new Error('S3 is down.');
        await mirror.put(record);
      },
    };
    await expect(mirrorAudit({ ...ports, mirror: failing })).rejects.toThrow('down');
    clock.advance(30 * MINUTE);
    await append('case2');
    await expect(mirrorAudit({ ...ports, mirror: failing })).rejects.toThrow('down');
    clock.advance(3 * 24 * 60 * MINUTE);
    await append('case1');

    await mirrorAudit(ports);

    expect(await copied()).toHaveLength(24);
  });

  it('finds an entry whose commit was late', async () => {
    await append('case1');
    await mirrorAudit(ports);
    // Its append began before the mirror looked, and was committed after.
    clock.advance(-MINUTE);
    await append('case1');
    clock.advance(2 * MINUTE);

    await mirrorAudit(ports);

    expect(await copied()).toContain('case1 2');
  });

  it('is filled once by who copy at the same time', async () => {
    for (const chain of ['case1', 'case2', 'case1']) await append(chain);
    await Promise.all([mirrorAudit(ports), mirrorAudit(ports), mirrorAudit(ports)]);

    expect(await copied()).toHaveLength(5);
  });

  it('says so where the bucket does not take a record', async () => {
    const nowhere = createS3AuditMirror({ client, location: 's3://nowhere/audit' });
    await append('case1');

    await expect(mirrorAudit({ ...ports, mirror: nowhere })).rejects.toMatchObject({ code: 'audit.not-mirrored' });
    await expect(copied(nowhere)).rejects.toMatchObject({ code: 'audit.mirror-unreadable' });
  });
});

describe('verify audit names what differs from the mirror', () => {
  it('where somebody has begun the audit anew, hashes and all', async () => {
    for (const chain of ['case1', 'case1', 'case2']) await append(chain);
    await mirrorAudit(ports);
    await auditStore.close();
    rmSync(file);
    auditStore = openSqliteStore(file);
    audit = createAudit(auditStore, () => clock.now());
    await append('case1');

    expect(await verified()).toEqual({
      code: 1,
      out: [
        '1 records in 1 chains hold',
        'chains: record 1: the mirror has another record in its place',
        'case1: record 1: the mirror has another record in its place',
        'case2: record 1: the mirror has a record that the audit has not',
        '3 chains are not as the mirror has them',
        '',
      ].join('\n'),
    });
  });

  it('where records were never copied; young ones are on their way', async () => {
    await append('case1');
    await mirrorAudit(ports);
    await append('case1');
    clock.advance(60 * MINUTE);
    await append('case1');

    expect(await verified()).toEqual({
      code: 1,
      out: [
        '3 records in 1 chains hold',
        'case1: record 2: the mirror does not have the record',
        '1 chains are not as the mirror has them, 1 not copied yet',
        '',
      ].join('\n'),
    });
  });
});

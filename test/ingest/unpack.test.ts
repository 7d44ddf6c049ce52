import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INGEST_LIMITS } from '../../src/ingest/limits.ts';
import { unpack } from '../../src/ingest/unpack.ts';
import { pieces } from './support.ts';

async function unpacked(bytes: Uint8Array, pieceBytes = 64 * 1024): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of unpack(pieces(bytes, pieceBytes), INGEST_LIMITS)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

describe('unpack', () => {
  it('equals gunzip for gzip and leaves the rest as it is, whatever the pieces', async () => {
    const content = fc.uint8Array({ maxLength: 5000 }).filter((bytes) => bytes[0] !== 0x1f);
    await fc.assert(
      fc.asyncProperty(content, fc.integer({ min: 1, max: 700 }), async (bytes, pieceBytes) => {
        expect(await unpacked(gzipSync(bytes), pieceBytes)).toEqual(Buffer.from(bytes));
        expect(await unpacked(bytes, pieceBytes)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 50 },
    );
  });

  it('reads gzip of several members', async () => {
    const members = Buffer.concat([gzipSync('{"Records":'), gzipSync('[]}')]);

    expect((await unpacked(members)).toString()).toBe('{"Records":[]}');
  });

  it('gives what a cut stream holds', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 50_000 }, (_value, index) => (index * 7919) % 251)));

    const part = await unpacked(whole.subarray(0, whole.length - 200));

    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBeLessThanOrEqual(50_000);
  });

  it('gives nothing for nothing', async () => {
    expect(await unpacked(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
  });

  it('ends quietly, and lets go of its source, when the reader stops early', async () => {
    const member = gzipSync(randomBytes(100_000));
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          await Promise.resolve();
          yield member;
        }
      } finally {
        closed = true;
      }
    }

    for await (const part of unpack(endless(), INGEST_LIMITS)) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }

    expect(closed).toBe(true);
  });
});

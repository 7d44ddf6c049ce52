import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { TrailboltError } from '../../errors.ts';
import type { AuditRecord } from '../../ports/audit.ts';
import type { AuditMirror, MirroredRecord } from '../../ports/audit-mirror.ts';
import { listObjects } from './list-objects.ts';

const SEQ_DIGITS = 12;
const KEY = /^([^/]+)\/(\d{12})-([0-9a-f]{64})\.json$/;

/** The parts of `s3://<bucket>/<prefix>`. */
function mirrorLocation(setting: string): { readonly bucket: string; readonly prefix: string } {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*?)\/*$/.exec(setting) ?? [];
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/**
 * The mirror as objects of a bucket, one a record, written once: `<prefix><chain>/<number>-<hash>.json`. The hash stands in
 * the key, so that a list of keys proves what was there, and a false record cannot keep the true one from its place.
 */
export function createS3AuditMirror(options: { readonly client: S3Client; readonly location: string }): AuditMirror {
  const { client, location } = options;
  const { bucket, prefix } = mirrorLocation(location);
  return {
    async put(record) {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: `${prefix}${keyOf(record)}`,
            Body: JSON.stringify(record),
            ContentType: 'application/json',
            // "Amazon S3 returns 412 Precondition Failed" where the key is taken (Conditional writes, S3 User Guide).
            IfNoneMatch: '*',
          }),
        );
      } catch (cause) {
        if (cause instanceof Error && cause.name === 'PreconditionFailed') return;
        const reason = cause instanceof Error ? cause.name : 'no answer';
        throw new TrailboltError('audit.not-mirrored', `The bucket ${bucket} does not take the audit: ${reason}.`, {
          cause,
          details: { chain: record.chain, seq: record.seq },
        });
      }
    },

    async *list(): AsyncGenerator<MirroredRecord> {
      try {
        for await (const { key } of listObjects(client, bucket, prefix)) {
          const [, chain = '', seq = '', hash = ''] = KEY.exec(key.slice(prefix.length)) ?? [];
          if (chain !== '') yield { chain: decodeURIComponent(chain), seq: Number(seq), hash };
        }
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : 'no answer';
        throw new TrailboltError('audit.mirror-unreadable', `The mirror of the audit cannot be read. ${reason}`, {
          cause,
        });
      }
    },
  };
}

function keyOf({ chain, seq, hash }: Pick<AuditRecord, 'chain' | 'seq' | 'hash'>): string {
  return `${encodeURIComponent(chain)}/${String(seq).padStart(SEQ_DIGITS, '0')}-${hash}.json`;
}

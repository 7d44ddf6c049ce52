import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { TrailboltError } from '../../errors.ts';
import type { TrailObjects } from '../../ports/trail-source.ts';

/** CloudTrail's objects in S3, as they are stored. */
export function createTrailObjects(options: { readonly client: S3Client }): TrailObjects {
  return {
    async open(bucket, key) {
      try {
        const { Body } = await options.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return stream(Body, bucket, key);
      } catch (cause) {
        throw refused(cause, bucket, key);
      }
    },
  };
}

/** The body, with a connection that breaks on the way told as what it is. Leaving early closes the connection. */
async function* stream(body: unknown, bucket: string, key: string): AsyncGenerator<Uint8Array, void, undefined> {
  // On Node the SDK's body is a Readable; an empty object may have none.
  if (body === undefined) return;
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new TrailboltError('trail.object-unreadable', 'The trail object could not be read to its end.', {
      cause,
      details: { bucket, key },
    });
  }
}

function refused(cause: unknown, bucket: string, key: string): TrailboltError {
  const { code, message } = explain(cause instanceof Error ? cause.name : '');
  return new TrailboltError(code, message, { cause, details: { bucket, key } });
}

function explain(name: string): { readonly code: string; readonly message: string } {
  switch (name) {
    case 'NoSuchKey':
    case 'NoSuchBucket':
    case 'NotFound':
      return { code: 'trail.object-missing', message: 'The trail object, or its bucket, does not exist.' };
    case 'AccessDenied':
    case 'Forbidden':
      // S3 also answers so for a missing object where listing the bucket is not allowed.
      return { code: 'trail.object-denied', message: 'S3 denies reading the trail object.' };
    default:
      return { code: 'trail.object-unreadable', message: `The trail object cannot be read: ${name || 'no answer'}.` };
  }
}

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { TrailboltError } from '../../errors.ts';

export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * The objects of a bucket whose key begins with the prefix, in the order of their keys.
 * @throws TrailboltError `trail.listing-failed`.
 */
export async function* listObjects(client: S3Client, bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const page = await pageOf(client, bucket, prefix, token);
    for (const { Key: key, Size: size = 0 } of page.Contents ?? []) if (key !== undefined) yield { key, size };
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

async function pageOf(client: S3Client, bucket: string, prefix: string, token: string | undefined) {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : 'no answer';
    throw new TrailboltError('trail.listing-failed', `The bucket ${bucket} cannot be listed: ${reason}.`, { cause });
  }
}

interface StorageRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: Buffer;
}

/** Which objects there are, from the writes that the storage accepted: asking it anew for every picture would be slow. */
export class ObjectTally {
  readonly #keys = new Map<string, Set<string>>();

  count(bucket: string): number {
    return this.#keys.get(bucket)?.size ?? 0;
  }

  /** A request to S3 that was answered with success. */
  note({ method, url, body }: StorageRequest): void {
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const [bucket = '', ...rest] = pathname.slice(1).split('/');
    const key = decodeURIComponent(rest.join('/'));
    if (key === '') {
      if (method === 'DELETE' && searchParams.size === 0) this.#keys.delete(bucket);
      if (method === 'POST' && searchParams.has('delete')) this.#removeListed(bucket, body.toString('utf8'));
      return;
    }
    // A part is no object yet, and tags and grants are none.
    const isWhole = [...searchParams.keys()].every((name) => name === 'x-id' || name === 'versionId');
    const completes = method === 'POST' && searchParams.has('uploadId');
    if ((method === 'PUT' && isWhole) || completes) this.#of(bucket).add(key);
    if (method === 'DELETE' && isWhole) this.#of(bucket).delete(key);
  }

  /** "DeleteObjects", Amazon S3 API Reference: the keys are in the body. */
  #removeListed(bucket: string, body: string): void {
    for (const [, key = ''] of body.matchAll(/<Key>([^<]*)<\/Key>/gu)) this.#of(bucket).delete(unescapeXml(key));
  }

  #of(bucket: string): Set<string> {
    const keys = this.#keys.get(bucket) ?? new Set();
    this.#keys.set(bucket, keys);
    return keys;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/gu, (whole, name: string) => ENTITIES[name] ?? whole);
}

import type { JsonObject } from './json.ts';

/**
 * One CloudTrail event, as AWS wrote it. Nothing about it is guaranteed: fields may be missing, of another type, huge or
 * hostile. Read it through narrow accessors that check types.
 */
export type CloudTrailRecord = JsonObject;

/** Which configured source a record came through, and exactly where it lies. */
export interface Provenance {
  /** Name of the configured source (policy `sources[].name`), or `file` for the CLI. */
  readonly source: string;
  readonly kind: 's3' | 'logs' | 'eventbridge' | 'file';
  readonly bucket?: string;
  /** S3 object key, or file path for the CLI. */
  readonly key?: string;
  readonly logGroup?: string;
  readonly bus?: string;
}

/** A record together with its provenance. */
export interface SourcedRecord {
  readonly record: CloudTrailRecord;
  readonly provenance: Provenance;
}

/** Whether an `eventID` is one by which a record can be named: short, and of characters that are safe everywhere. */
export function isPlainId(eventID: unknown): eventID is string {
  return typeof eventID === 'string' && /^[\w:.-]{1,128}$/u.test(eventID);
}

import type { CloudTrailRecord } from '../model/record.ts';

/** Reads the objects that CloudTrail delivered. */
export interface TrailObjects {
  /**
   * The object's bytes as a stream, as stored (gzip stays gzip).
   * @throws TrailboltError `trail.object-missing`, `trail.object-denied`, `trail.object-unreadable`.
   */
  open(bucket: string, key: string): Promise<AsyncIterable<Uint8Array>>;
}

/** One attribute, as `LookupEvents` takes it. */
export type LookupAttribute =
  'EventName' | 'Username' | 'ResourceName' | 'ResourceType' | 'EventId' | 'EventSource' | 'AccessKeyId' | 'ReadOnly';

export interface TrailQuery {
  readonly account: string;
  readonly region: string;
  readonly attribute?: { readonly key: LookupAttribute; readonly value: string };
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly pageToken?: string;
}

export interface TrailPage {
  /** Newest first. */
  readonly records: readonly CloudTrailRecord[];
  readonly next?: string;
  /** Events of this page that were not readable as records, where there were any. */
  readonly skipped?: number;
}

/** Looks up what happened. */
export interface TrailHistory {
  /**
   * One page, paced to what the account's API allows.
   * @throws TrailboltError `trail.throttled` after its own retries, `trail.denied`, `trail.refused` for a question that
   * AWS does not take (a page token of another question, a range turned round), `trail.unavailable`.
   */
  lookup(query: TrailQuery): Promise<TrailPage>;
}

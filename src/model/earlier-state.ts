import type { JsonObject } from './json.ts';

/** A setting that a call replaces as a whole, so that only who has seen it before can put it back. */
export type StateKind = 'role-trust' | 'event-selectors';

/** A value that a setting was seen to have. */
export interface Sighting {
  readonly value: JsonObject;
  /** When it was first and last seen so, Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** The daily snapshot, or the record of a call that set it. */
  readonly source: 'snapshot' | 'record';
  /** Of a record: the ARN of who called. */
  readonly by?: string;
}

/** What a setting of an object was seen to be. */
export interface StateSeen {
  readonly kind: StateKind;
  readonly account: string;
  /** Name of a role; `<Region>/<name>` of a trail. */
  readonly object: string;
  readonly sighting: Sighting;
}

import type { RecordSummary } from './alert.ts';

/**
 * What a lookup goes by: `who` did it, from which `ip`, which `event` (an event id or the name of an API), which
 * `resource`, with which access `key`, or what AWS refused (`errors`).
 */
export const LOOKUP_KINDS = ['who', 'ip', 'event', 'resource', 'key', 'errors'] as const;

export type LookupKind = (typeof LOOKUP_KINDS)[number];

/** A question to the trail. */
export interface LookupQuestion {
  readonly about: LookupKind;
  /**
   * What to look for, as a person types it: a user, role, ARN or session name, an address, an event id or API, a resource's
   * id or ARN, an access key. Of `errors` whose they are; empty: everybody's.
   */
  readonly term: string;
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Account ids to ask; empty: all guarded accounts. */
  readonly accounts: readonly string[];
}

/** What was found, and how complete that is. */
export interface Lookup {
  readonly question: LookupQuestion;
  /** Newest first. */
  readonly records: readonly RecordSummary[];
  /** Records read to find these. */
  readonly read: number;
  /** One sentence each: what was not looked at, and why. Empty: everything that the API holds. */
  readonly gaps: readonly string[];
  readonly regions: readonly string[];
  /** The names that were searched for, where they are not just the one that was typed. */
  readonly searched?: readonly string[];
  /** Nothing was found, and nothing that was read or is known has such a name: who reads this should not be reassured. */
  readonly unknown?: {
    /** Names that may have been meant, the nearest first. */
    readonly near: readonly string[];
  };
  /** How many of Trailbolt's own calls were left out. Absent: none. */
  readonly ownLeftOut?: number;
}

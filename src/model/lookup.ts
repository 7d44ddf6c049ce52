import type { RecordSummary } from './alert.ts';

/** A question to the trail. */
export interface LookupQuestion {
  /** What to look for: a user, role, ARN, access key or session name, as a person types it. */
  readonly principal: string;
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
}

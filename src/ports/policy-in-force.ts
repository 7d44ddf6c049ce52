import type { Policy } from '../model/policy.ts';

/** The policy in force: asked for anew each time, since it changes while requests wait. */
export interface PolicyInForce {
  /** @throws TrailboltError `policy.unreadable`, `policy.invalid` while there never was a good one. */
  (): Promise<Policy>;
  reading(): PolicyReading;
}

/** How the last reading of the policy's file went. */
export interface PolicyReading {
  /** When it was begun, Unix milliseconds. */
  readonly at: number;
  /** Why the file is not in force, in a sentence; absent: it is. */
  readonly problem?: string;
}

import type { Level } from './level.ts';

/** What a mute covers of a rule's alerts: those of one root actor, of one resource, or of a whole account. */
export type MuteScope =
  | { readonly kind: 'actor'; readonly id: string; readonly name: string }
  | { readonly kind: 'resource'; readonly id: string }
  | { readonly kind: 'account' };

/**
 * Keeps a rule's alerts from getting a card for a while. It hides cards only: cases, audit and automatic remedies go on.
 * Never bound to a user agent or a session name, which their callers choose.
 */
export interface Mute {
  readonly id: string;
  readonly account: string;
  readonly rule: { readonly id: string; readonly title: string; readonly level: Level };
  readonly scope: MuteScope;
  /** The case from whose card it was made: what is said of it stands in that thread. */
  readonly caseId: string;
  readonly reason: string;
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly until: number;
}

import type { CaseTarget } from './case.ts';
import type { Risk } from './policy.ts';

/** An action that a card suggests on targets of its case; nothing has been read or decided yet. */
export interface Offer {
  /** Opaque; only meaningful together with the case. */
  readonly id: string;
  readonly caseId: string;
  readonly action: string;
  /** Verb and object, e.g. `Terminate instance`. */
  readonly title: string;
  readonly risk: Risk;
  readonly account: string;
  readonly region: string;
  readonly targets: readonly CaseTarget[];
  /** True where a request to end the same targets for good waits: this is not what to reach for first. */
  readonly lesser?: true;
}

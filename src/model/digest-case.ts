import type { Level } from './level.ts';

/** What a storm's digest needs to know of a case without a card, or of a message from somebody else that is held. */
export interface DigestCase {
  /** Of a message: `message.` and what tells it from others. */
  readonly caseId: string;
  /** Set of a message: itself. */
  readonly message?: unknown;
  readonly level: Level;
  readonly account: string;
  readonly actor: { readonly id: string; readonly name: string };
  /** Distinct records. */
  readonly count: number;
  /** Worst first, bounded. */
  readonly lines: readonly {
    readonly rule: string;
    readonly title: string;
    readonly level: Level;
    readonly count: number;
  }[];
}

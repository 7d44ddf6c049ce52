import type { JsonObject } from '../model/json.ts';

/** What happened, by whom, to what. Append-only, hash-chained per chain (a case id, or `system`). */
export interface AuditEntry {
  /** Idempotency: the same id in the same chain is written once, however often it is appended. */
  readonly id: string;
  readonly chain: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Stable code of what happened, e.g. `request.created`, `approval.given`, `run.intent`, `job.forged`. */
  readonly event: string;
  /** Slack user id, `policy:<name>`, or `trailbolt`. */
  readonly who: string;
  readonly data: JsonObject;
}

export interface AuditRecord extends AuditEntry {
  /** 1, 2, 3 … without a gap within the chain. */
  readonly seq: number;
  /** SHA-256 (hex) of the previous record, or 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256 (hex) over the canonical JSON of everything above. */
  readonly hash: string;
}

/** Which records to list, by when they were written (Unix milliseconds, the end not included). */
export interface AuditRange {
  readonly from: number;
  readonly to: number;
  /** At most so many, from the newest on where `newestFirst`. */
  readonly limit: number;
  readonly newestFirst?: boolean;
}

export interface Audit {
  /**
   * Resolves when the entry is durable; appending the same id again changes nothing.
   * @throws TrailboltError `audit.contended` when others keep writing to the chain, `audit.broken` when the record of an
   * entry that was written before is gone, and what the store throws.
   */
  append(entry: AuditEntry): Promise<AuditRecord>;
  /** The whole chain, oldest first. */
  read(chain: string): Promise<readonly AuditRecord[]>;
  /** Every chain that was ever begun, in that order. */
  chains(): Promise<readonly string[]>;
  /** Records of all chains by when they were written. */
  written(range: AuditRange): Promise<readonly AuditRecord[]>;
  /** The first broken link of the chain, or undefined where it holds: its own, or that to the register of all chains. */
  verify(chain: string): Promise<{ readonly seq: number; readonly problem: string } | undefined>;
}

import type { AuditRecord } from './audit.ts';

/** A record as a copy of the audit knows it. */
export interface MirroredRecord {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
}

/** A copy of the audit's records that nobody can change, not even who writes it. */
export interface AuditMirror {
  /**
   * Resolves when the copy is durable; the same record again changes nothing.
   * @throws TrailboltError `audit.not-mirrored`.
   */
  put(record: AuditRecord): Promise<void>;
  /**
   * All that was ever put, in the order of chains and numbers.
   * @throws TrailboltError `audit.mirror-unreadable`.
   */
  list(): AsyncIterable<MirroredRecord>;
}

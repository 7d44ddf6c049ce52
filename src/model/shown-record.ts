import type { RecordSummary } from './alert.ts';
import type { CaseLine } from './case.ts';
import type { JsonObject } from './json.ts';

/** A record of a case as somebody is shown it: redacted; and what the case's rules say. */
export interface ShownRecord {
  readonly caseId: string;
  /** The case's rules, worst first. */
  readonly lines: readonly CaseLine[];
  /** The records that the case keeps, newest first, each with the id by which it is picked. */
  readonly choices: readonly { readonly id: string; readonly summary: RecordSummary }[];
  readonly picked: string;
  readonly summary: RecordSummary;
  /** The whole record, or where that is missing its summary. */
  readonly json: JsonObject;
  /** Why the whole record is not there, one sentence; absent: it is. */
  readonly missing?: string;
}

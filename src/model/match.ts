import type { AlertRule } from './alert.ts';
import type { SourcedRecord } from './record.ts';

/** A rule that fired on a record. */
export interface Match {
  readonly rule: AlertRule;
  readonly sourced: SourcedRecord;
}

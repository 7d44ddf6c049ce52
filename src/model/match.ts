import type { AlertRule } from './alert.ts';
import type { SourcedRecord } from './record.ts';

/** A rule that fired on a record. */
export interface Match {
  readonly rule: AlertRule;
  /** Of a correlation: the record that completed it. */
  readonly sourced: SourcedRecord;
  readonly correlated?: Correlated;
  readonly firstSeen?: FirstSeen;
}

/** What was new in a record. */
export interface FirstSeen {
  /** Always the same for the same rule, group, values and record. */
  readonly id: string;
  /** What the values are new in, and the values themselves, by the names of their fields. */
  readonly group: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  /** Days for which they had not been seen. */
  readonly timespan: number;
  /** Told before: the record came again. */
  readonly repeated: boolean;
}

/** What made a correlation match. */
export interface Correlated {
  /** Always the same for the same correlation, group and moment: a match that is told again is recognised by it. */
  readonly id: string;
  /** What the records have in common: the value of each field that the rule groups by. */
  readonly group: Readonly<Record<string, string>>;
  /** What the rule measured: a count, a sum, … */
  readonly value: number;
  /** The records that made it, oldest first; of more than a hundred the newest. */
  readonly records: readonly CorrelatedRecord[];
  /** Those of them that came together with the one that completed it; the others were seen before. */
  readonly atHand?: readonly SourcedRecord[];
  /** How many records made it. */
  readonly count: number;
  /** Told before: the record that completed it came again. */
  readonly repeated: boolean;
}

/** A record that a correlation counted. */
export interface CorrelatedRecord {
  readonly eventID: string;
  readonly eventTime: string;
  /** Absent where it was not remembered. */
  readonly origin?: RecordOrigin;
}

/** What is remembered of a record beside its id and time. */
export interface RecordOrigin {
  /** Name of the configured source. */
  readonly source: string;
  readonly bucket?: string;
  readonly key?: string;
  /** Who may be behind it, see `principalsOf`. */
  readonly principals: readonly string[];
}

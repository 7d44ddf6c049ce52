/**
 * Where CloudTrail records may come from. Whatever does not fit a configured source exactly is refused and counted: a
 * forged record must not raise an alert, and must never start a remedy.
 */
export type Source = S3Source | LogsSource | EventBridgeSource;

interface SourceBase {
  readonly name: string;
  /** Twelve-digit account ids whose records this source may carry. */
  readonly accounts: readonly string[];
}

/** CloudTrail files in S3, told by S3 events, S3→EventBridge or CloudTrail's own SNS notice, usually through SQS. */
export interface S3Source extends SourceBase {
  readonly kind: 's3';
  readonly bucket: string;
  /** What comes before `AWSLogs/` in the keys; empty by default. */
  readonly prefix: string;
  /** ARNs of queues and topics that may announce its objects. Empty: none. */
  readonly announcers: readonly string[];
}

/** A CloudWatch Logs subscription. */
export interface LogsSource extends SourceBase {
  readonly kind: 'logs';
  readonly logGroup: string;
  /** Account that owns the log group. */
  readonly owner: string;
}

/** EventBridge events on a bus, with `source` in `aws.*`. */
export interface EventBridgeSource extends SourceBase {
  readonly kind: 'eventbridge';
  /** ARNs of rules (invoking Lambda directly) or queues that deliver its events. */
  readonly announcers: readonly string[];
}

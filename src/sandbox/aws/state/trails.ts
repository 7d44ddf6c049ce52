import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailRecord } from '../../../model/record.ts';

export interface TrailRecord {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  /** Made by the organization's management account, which owns it and its log files. */
  readonly organization?: true;
  /** Absent: none. */
  tags?: ReadonlyMap<string, string>;
  bucket: string;
  prefix: string;
  topicArn?: string;
  multiRegion: boolean;
  globalEvents: boolean;
  validation: boolean;
  logging: boolean;
  selectors: readonly EventSelector[];
  advancedSelectors?: readonly AdvancedEventSelector[];
  startedAt?: number;
  stoppedAt?: number;
  latestDelivery?: number;
  latestNotification?: number;
  latestDeliveryError?: string;
  latestNotificationError?: string;
}

/** One event with what LookupEvents may ask about it. */
export interface HistoryEntry {
  readonly record: CloudTrailRecord;
  /** Unix milliseconds; the record itself has whole seconds. */
  readonly at: number;
  readonly id: string;
  readonly region: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly username: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly readOnly: boolean;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  readonly actorArn: string;
  readonly errorCode: string | undefined;
  /** ARN of the S3 object of a data event. Absent: a management event. */
  readonly dataArn?: string;
}

import { TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { Item } from './items.ts';
import type { SkipReason } from './result.ts';

/** What an item is about, once every envelope is off. */
export type Content =
  | { readonly kind: 'object'; readonly bucket: string; readonly key: string }
  | {
      readonly kind: 'event';
      readonly source: string;
      readonly account: string;
      readonly detailType: string;
      readonly detail: unknown;
    }
  | { readonly kind: 'logs'; readonly data: string }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'unreadable'; readonly problem: TrailboltError };

/** SQS around SNS around the message itself: deeper nesting is not something that AWS delivers. */
const DEPTH = 3;

/** CloudTrail publishes this text, not JSON, when a topic is set on a trail. */
const VALIDATION = /^CloudTrail validation message\b/;

/** Takes the envelopes off. Never throws: what cannot be read is a content of its own kind. */
export function contentsOf(item: Item): readonly Content[] {
  return 'text' in item.body ? fromText(item.body.text, DEPTH) : fromValue(item.body.value, DEPTH);
}

function fromText(message: string, depth: number): readonly Content[] {
  if (VALIDATION.test(message)) return [{ kind: 'skipped', reason: 'test-event' }];
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return [unreadable('ingest.message-not-json', 'The message is not JSON.')];
  }
  return fromValue(value, depth);
}

function fromValue(value: unknown, depth: number): readonly Content[] {
  if (depth === 0) return [unreadable('ingest.envelope-too-deep', 'The message is wrapped more often than AWS does.')];
  if (!isObject(value)) return [unknownEnvelope()];
  if (value['Type'] === 'Notification' && typeof value['Message'] === 'string') {
    return fromText(value['Message'], depth - 1);
  }
  if (value['Event'] === 's3:TestEvent') return [{ kind: 'skipped', reason: 'test-event' }];
  if (Array.isArray(value['Records'])) return value['Records'].map((record: unknown) => fromS3Notification(record));
  if (value['s3ObjectKey'] !== undefined) return fromCloudTrailNotice(value);
  if (isObject(value['awslogs'])) return [fromLogs(value['awslogs'])];
  if (typeof value['detail-type'] === 'string') return [fromEventBridge(value['detail-type'], value)];
  return [unknownEnvelope()];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function fromS3Notification(record: unknown): Content {
  if (!isObject(record) || record['eventSource'] !== 'aws:s3') return unknownEnvelope();
  // Seen with and without the `s3:` in front.
  if (!/^(?:s3:)?ObjectCreated:/.test(text(record['eventName']) ?? '')) {
    return { kind: 'skipped', reason: 'not-created' };
  }
  const s3 = isObject(record['s3']) ? record['s3'] : {};
  const bucket = isObject(s3['bucket']) ? text(s3['bucket']['name']) : undefined;
  const encoded = isObject(s3['object']) ? text(s3['object']['key']) : undefined;
  const key = encoded === undefined ? undefined : decodeKey(encoded);
  if (bucket === undefined || key === undefined) {
    return unreadable('ingest.notification-unreadable', 'The S3 notification names no readable bucket and key.');
  }
  return { kind: 'object', bucket, key };
}

/** S3 notifications carry keys as a form would: percent-encoded, a space as a plus sign. Other notices do not. */
function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** CloudTrail's own notice: one bucket, one or more keys as they are. */
function fromCloudTrailNotice(notice: Readonly<Record<string, unknown>>): readonly Content[] {
  const bucket = text(notice['s3Bucket']);
  const keys = Array.isArray(notice['s3ObjectKey']) ? notice['s3ObjectKey'] : [notice['s3ObjectKey']];
  return keys.map((key: unknown) => {
    if (bucket === undefined || typeof key !== 'string' || key === '') {
      return unreadable('ingest.notice-unreadable', "CloudTrail's notice names no readable bucket and key.");
    }
    return { kind: 'object', bucket, key };
  });
}

function fromLogs(awslogs: Readonly<Record<string, unknown>>): Content {
  const data = text(awslogs['data']);
  return data === undefined
    ? unreadable('ingest.logs-unreadable', 'The CloudWatch Logs delivery has no data.')
    : { kind: 'logs', data };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html and EventBridge's event structure. */
function fromEventBridge(detailType: string, event: Readonly<Record<string, unknown>>): Content {
  const source = text(event['source']) ?? '';
  const { detail } = event;
  if (source !== 'aws.s3' || isFromTrail(detailType)) {
    return { kind: 'event', source, account: text(event['account']) ?? '', detailType, detail };
  }
  if (detailType !== 'Object Created') return { kind: 'skipped', reason: 'not-created' };
  const bucket = isObject(detail) && isObject(detail['bucket']) ? text(detail['bucket']['name']) : undefined;
  const key = isObject(detail) && isObject(detail['object']) ? text(detail['object']['key']) : undefined;
  if (bucket === undefined || key === undefined) {
    return unreadable('ingest.notification-unreadable', 'The S3 event names no readable bucket and key.');
  }
  return { kind: 'object', bucket, key };
}

/** Every `… via CloudTrail` event has a record as its detail: API calls, console sign-ins, service events, Insights. */
export function isFromTrail(detailType: string): boolean {
  return detailType.startsWith('AWS ') && detailType.endsWith(' via CloudTrail');
}

function unknownEnvelope(): Content {
  return unreadable('ingest.envelope-unknown', 'The event has no form in which AWS delivers CloudTrail records.');
}

function unreadable(code: string, message: string): Content {
  return { kind: 'unreadable', problem: new TrailboltError(code, message) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

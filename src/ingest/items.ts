import { isObject } from '../model/json.ts';
import type { Transport } from './result.ts';

/**
 * Who handed us an item, as far as the runtime vouches for it. An EventBridge event does not name the rule that
 * delivered it: that only a configured rule may invoke the function is for the function's resource policy to enforce.
 */
export type Announcer =
  { readonly kind: 'arn'; readonly arn: string } | { readonly kind: 'rule' } | { readonly kind: 'logs' };

/** One SQS message, SNS record, S3 notification record or event: what succeeds or fails as a whole. */
export interface Item {
  readonly id: string;
  readonly transport: Transport;
  readonly announcer: Announcer;
  /** Still wrapped: text as it lay in a queue or topic, or a value as the runtime parsed it. */
  readonly body: { readonly text: string } | { readonly value: unknown };
  /** The item as it came. */
  readonly raw: unknown;
}

/**
 * The items of one Lambda event (or of its twin on one host). Only the outermost announcer counts: a topic's ARN inside
 * a queue message is text that anyone who may send to the queue can write.
 */
export function itemsOf(event: unknown): readonly Item[] {
  if (isObject(event)) {
    if (Array.isArray(event['Records'])) return event['Records'].map((record: unknown) => recordItem(record));
    if (isObject(event['awslogs'])) return [item('logs', 'logs', { kind: 'logs' }, { value: event }, event)];
    if (typeof event['detail-type'] === 'string') {
      return [item('eventbridge', text(event['id']), { kind: 'rule' }, { value: event }, event)];
    }
  }
  return [unknownItem(event)];
}

function recordItem(record: unknown): Item {
  if (!isObject(record)) return unknownItem(record);
  if (record['eventSource'] === 'aws:sqs') {
    const announcer: Announcer = { kind: 'arn', arn: text(record['eventSourceARN']) };
    return item('sqs', text(record['messageId']), announcer, { text: text(record['body']) }, record);
  }
  if (record['EventSource'] === 'aws:sns' && isObject(record['Sns'])) {
    const sns = record['Sns'];
    const announcer: Announcer = { kind: 'arn', arn: text(sns['TopicArn']) };
    return item('sns', text(sns['MessageId']), announcer, { text: text(sns['Message']) }, record);
  }
  if (record['eventSource'] === 'aws:s3') {
    const bucket = isObject(record['s3']) && isObject(record['s3']['bucket']) ? record['s3']['bucket'] : {};
    const announcer: Announcer = { kind: 'arn', arn: text(bucket['arn']) };
    const answer = isObject(record['responseElements']) ? record['responseElements'] : {};
    return item('s3', text(answer['x-amz-request-id']), announcer, { value: { Records: [record] } }, record);
  }
  return unknownItem(record);
}

function item(transport: Transport, id: string, announcer: Announcer, body: Item['body'], raw: unknown): Item {
  return { id, transport, announcer, body, raw };
}

function unknownItem(raw: unknown): Item {
  return item('unknown', '', { kind: 'arn', arn: '' }, { value: raw }, raw);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

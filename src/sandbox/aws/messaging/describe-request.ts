import { isObject } from '../../../model/json.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { camelParameters, commaTime } from '../trail/parameters.ts';
import { AwsRefusal } from '../refusal.ts';
import type { Touched } from '../operation.ts';

/** What a request to SNS, SQS or S3 asks for, as far as rights and records need to know. */
export interface MessagingCall {
  readonly operation: string;
  readonly action: string;
  readonly resource: string;
  readonly readOnly: boolean;
  /** Data events are not in the event history and in no trail unless asked for ("Logging data events"). */
  readonly dataEvent: boolean;
  /** The object of a data event that a trail may ask for. */
  readonly dataArn?: string;
  readonly parameters: JsonObject | null;
  readonly touched: readonly Touched[];
}

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly region: string;
  readonly account: string;
}

/** "Amazon SQS API operations logged as data events", Amazon SQS Developer Guide. */
const SQS_DATA = /^(?:(?:Send|Receive|Delete)Message|ChangeMessageVisibility|GetQueue|ListQueue)/;

export function describeSqs(request: Incoming): MessagingCall | undefined {
  const operation = request.headers['x-amz-target']?.split('.').at(-1);
  if (operation === undefined) return undefined;
  const input = parse(request.body);
  const url = input['QueueUrl'];
  const name = typeof url === 'string' ? url.split('/').at(-1) : input['QueueName'];
  const resource = `arn:aws:sqs:${request.region}:${request.account}:${typeof name === 'string' ? name : '*'}`;
  return {
    operation,
    // Batches need the right of the single call ("Actions, resources, and condition keys for Amazon SQS").
    action: `sqs:${operation.replace(/Batch$/, '')}`,
    resource,
    readOnly: /^(?:Get|List)/.test(operation),
    dataEvent: SQS_DATA.test(operation),
    parameters: camelParameters(input, commaTime),
    touched: [{ type: 'AWS::SQS::Queue', name: resource }],
  };
}

export function describeSns(request: Incoming): MessagingCall | undefined {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const operation = form.get('Action');
  if (operation === null) return undefined;
  const subscription = form.get('SubscriptionArn')?.split(':').slice(0, 6).join(':');
  const topic = form.get('TopicArn') ?? form.get('TargetArn') ?? form.get('ResourceArn') ?? subscription;
  const resource = topic ?? `arn:aws:sns:${request.region}:${request.account}:${form.get('Name') ?? '*'}`;
  const { Action: _action, Version: _version, ...fields } = Object.fromEntries(form);
  return {
    operation,
    action: `sns:${operation.replace(/Batch$/, '')}`,
    resource,
    readOnly: /^(?:Get|List)/.test(operation),
    dataEvent: operation.startsWith('Publish'),
    parameters: camelParameters(fields, commaTime),
    touched: [{ type: 'AWS::SNS::Topic', name: resource }],
  };
}

/** Subresources of buckets and objects that nothing here stores ("Operations", Amazon S3 API Reference). */
const NOT_STORED =
  /^(?:abac|accelerate|acl|analytics|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|logging|metadataConfiguration|metadataTable|metrics|notification|object-lock|ownershipControls|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|versioning|versions|website)$/;

/**
 * "Actions, resources, and condition keys for Amazon S3": operation by method, path and subresource. What is asked of
 * buckets as such never comes here.
 *
 * @throws AwsRefusal `NotImplemented`: taken for another call it would answer what nobody asked.
 */
export function describeS3(request: Incoming): MessagingCall {
  const [bucket = '', ...rest] = request.path.replace(/^\//, '').split('/');
  const key = decodeURIComponent(rest.join('/'));
  const unknown = [...request.query.keys()].find((name) => NOT_STORED.test(name));
  if (unknown !== undefined || bucket === '') {
    throw new AwsRefusal(
      'NotImplemented',
      `The sandbox does not emulate ${request.method} ?${unknown ?? ''} of S3 here.`,
      {
        status: 501,
      },
    );
  }
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (key !== '') {
    const [operation, action] = objectOperation(request);
    return s3Call(operation, action, `${bucketArn}/${key}`, bucket, key);
  }
  if (request.method === 'POST') return s3Call('DeleteObjects', 's3:DeleteObject', `${bucketArn}/*`, bucket, key);
  return s3Call(request.method === 'HEAD' ? 'HeadBucket' : 'ListObjects', 's3:ListBucket', bucketArn, bucket, key);
}

function objectOperation(request: Incoming): readonly [operation: string, action: string] {
  switch (request.method) {
    case 'PUT':
      if (request.query.has('uploadId')) return ['UploadPart', 's3:PutObject'];
      return [request.headers['x-amz-copy-source'] === undefined ? 'PutObject' : 'CopyObject', 's3:PutObject'];
    case 'HEAD':
      return ['HeadObject', 's3:GetObject'];
    case 'DELETE':
      return request.query.has('uploadId')
        ? ['AbortMultipartUpload', 's3:AbortMultipartUpload']
        : ['DeleteObject', 's3:DeleteObject'];
    case 'POST':
      return [request.query.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload', 's3:PutObject'];
    default:
      return ['GetObject', 's3:GetObject'];
  }
}

function s3Call(operation: string, action: string, resource: string, bucket: string, key: string): MessagingCall {
  const parameters: Record<string, Json> = {
    ...(bucket === '' ? {} : { bucketName: bucket }),
    ...(key === '' ? {} : { key }),
  };
  return {
    operation,
    action,
    resource,
    readOnly: /^(?:Get|List|Head)/.test(operation),
    dataEvent: true,
    ...(key === '' ? {} : { dataArn: resource }),
    parameters: Object.keys(parameters).length === 0 ? null : parameters,
    touched: bucket === '' ? [] : [{ type: 'AWS::S3::Bucket', name: bucket }],
  };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

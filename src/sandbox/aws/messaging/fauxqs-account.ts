import { createHash } from 'node:crypto';
import { isObject } from '../../../model/json.ts';

/** The only account that fauxqs knows. */
const THEIRS = '000000000000';

/**
 * Translates account ids on the way to and from fauxqs, which puts one fixed id into every ARN and queue URL. Only names
 * are translated, never what people send: message bodies pass untouched.
 */
export interface AccountTranslation {
  /** Body of an SQS request (awsJson 1.0). */
  sqsRequest(body: string, region: string): string;
  /** `host`: the endpoint that the caller used; queue URLs in the answer lie there. */
  sqsResponse(operation: string, body: string, host: string): string;
  /** Body of an SNS request (awsQuery). */
  snsRequest(body: string): string;
  snsResponse(body: string): string;
}

export function translateAccount(ours: string): AccountTranslation {
  const toTheirs = (text: string): string => replaceAccount(text, ours, THEIRS);
  const toOurs = (text: string): string => replaceAccount(text, THEIRS, ours);
  return {
    sqsRequest(body, region) {
      const input = parse(body);
      if (!isObject(input)) return body;
      const { QueueUrl: url, Attributes: attributes } = input;
      return JSON.stringify({
        ...input,
        ...(typeof url === 'string' ? { QueueUrl: regionalUrl(url, region) } : {}),
        ...(isObject(attributes) ? { Attributes: mapText(attributes, toTheirs) } : {}),
      });
    },

    sqsResponse(operation, body, host) {
      if (operation !== 'ReceiveMessage') {
        return toOurs(body).replaceAll(new RegExp(`https?://[^/"]+/${THEIRS}/`, 'g'), `http://${host}/${ours}/`);
      }
      const output = parse(body);
      if (!isObject(output) || !Array.isArray(output['Messages'])) return body;
      return JSON.stringify({
        ...output,
        Messages: output['Messages'].map((message) => receive(message, ours, toOurs)),
      });
    },

    snsRequest(body) {
      const form = new URLSearchParams(body);
      const translated = [...form].map(([name, value]) => [name, isContent(name) ? value : toTheirs(value)]);
      return new URLSearchParams(translated).toString();
    },

    snsResponse: (body) => toOurs(body).replaceAll(`<Owner>${THEIRS}</Owner>`, `<Owner>${ours}</Owner>`),
  };
}

/** What is not JSON goes on as it is: fauxqs refuses it. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    return undefined;
  }
}

/** The account in SQS and SNS ARNs. */
function replaceAccount(text: string, from: string, to: string): string {
  return text.replaceAll(new RegExp(`(arn:aws:(?:sqs|sns):[a-z0-9-]+:)${from}`, 'g'), `$1${to}`);
}

/** fauxqs tells the Region of a queue URL by its host name alone, and would otherwise take the queue of any Region. */
function regionalUrl(url: string, region: string): string {
  return `http://sqs.${region}.localhost/${THEIRS}/${url.split('/').at(-1) ?? ''}`;
}

function mapText(fields: Readonly<Record<string, unknown>>, map: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? map(value) : value]),
  );
}

/** A received message: its sender, and topic and subscription where SNS wrote the body. */
function receive(message: unknown, ours: string, toOurs: (text: string) => string): unknown {
  if (!isObject(message)) return message;
  const { Attributes: attributes, Body: body } = message;
  const text = typeof body === 'string' ? translateEnvelope(body, toOurs) : undefined;
  return {
    ...message,
    ...(isObject(attributes) && attributes['SenderId'] === THEIRS
      ? { Attributes: { ...attributes, SenderId: ours } }
      : {}),
    // Clients compare the digest with the body that they get.
    ...(text === undefined ? {} : { Body: text, MD5OfBody: createHash('md5').update(text).digest('hex') }),
  };
}

/** Unescaped quotes around these names occur outside the message only, so its text is safe. */
function translateEnvelope(body: string, toOurs: (text: string) => string): string {
  if (!body.startsWith('{"Type":"Notification"')) return body;
  return body.replace(/"TopicArn":"[^"]*"/, toOurs).replace(/"UnsubscribeURL":"[^"]*"/, toOurs);
}

function isContent(name: string): boolean {
  return /(?:^|\.)(?:Message|Subject)$/.test(name) || name.includes('MessageAttributes.');
}

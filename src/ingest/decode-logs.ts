import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';

/** A CloudWatch Logs delivery. `messages` are log lines as written: one CloudTrail record each. */
export type LogsDelivery =
  | { readonly kind: 'control' }
  | { readonly kind: 'data'; readonly owner: string; readonly logGroup: string; readonly messages: readonly unknown[] };

const inflate = promisify(gunzip);

/**
 * Unpacks `awslogs.data`, base64 over gzip over JSON.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @throws TrailboltError `ingest.logs-unreadable`, also for what unpacks to more than `maxBytes`.
 */
export async function decodeLogs(data: string, maxBytes: number): Promise<LogsDelivery> {
  const value = parsed(await unpacked(data, maxBytes));
  if (isObject(value)) {
    const { messageType, owner, logGroup, logEvents } = value;
    if (messageType === 'CONTROL_MESSAGE') return { kind: 'control' };
    const named = typeof owner === 'string' && typeof logGroup === 'string';
    if (messageType === 'DATA_MESSAGE' && named && Array.isArray(logEvents)) {
      const messages = logEvents.map((event: unknown) => (isObject(event) ? event['message'] : undefined));
      return { kind: 'data', owner, logGroup, messages };
    }
  }
  throw new TrailboltError(
    'ingest.logs-unreadable',
    'The CloudWatch Logs delivery is neither a DATA_MESSAGE with owner, group and events nor a CONTROL_MESSAGE.',
  );
}

async function unpacked(data: string, maxBytes: number): Promise<string> {
  try {
    return (await inflate(Buffer.from(data, 'base64'), { maxOutputLength: maxBytes })).toString('utf8');
  } catch (error) {
    throw unreadable({ cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes what it read, which are records.
    throw unreadable();
  }
}

function unreadable(options: { readonly cause?: unknown } = {}): TrailboltError {
  return new TrailboltError(
    'ingest.logs-unreadable',
    'The CloudWatch Logs delivery is not base64 over gzip over JSON of an allowed size.',
    options,
  );
}

import { PublishBatchCommand } from '@aws-sdk/client-sns';
import type { BatchResultErrorEntry, PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import { attributesOf, attributesSize } from '../../alert/attributes.ts';
import { TrailboltError } from '../../errors.ts';
import { ALERT_LIMITS, type Alert } from '../../model/alert.ts';
import type { AlertTopic } from '../../ports/alert-topic.ts';
import { backOff } from '../backoff.ts';

/** SNS's limit on the entries of one `PublishBatch`. Its 256 KiB are for the whole batch, attributes included. */
const ENTRIES = 10;

/** Attempts at one alert by itself, after the batch in which SNS failed it. */
const ATTEMPTS = 4;
const BASE_MS = 50;
const CAP_MS = 2000;

/** An alert as it goes to SNS. */
interface Envelope {
  readonly id: string;
  readonly message: string;
  readonly attributes: NonNullable<PublishBatchRequestEntry['MessageAttributes']>;
  readonly bytes: number;
}

/** An alert that did not go out, and why. `again`: a later attempt may succeed. */
interface Refused {
  readonly envelope: Envelope;
  readonly again: boolean;
  readonly reason: string;
  readonly cause?: unknown;
}

/**
 * Alerts to one SNS topic. A batch that SNS takes in part is not done: entries that failed on SNS's side are tried
 * again one by one, the others are named in the error, after everything else is out.
 */
export function createAlertTopic(options: { readonly client: SNSClient; readonly topicArn: string }): AlertTopic {
  const { client, topicArn } = options;

  return {
    async publish(alerts) {
      const lost: Refused[] = [];
      for (const batch of batches(alerts.map((alert) => seal(alert)))) {
        for (const refused of await send(batch)) {
          const last = refused.again ? await insist(refused) : refused;
          if (last !== undefined) lost.push(last);
        }
      }
      if (lost.length > 0) throw notPublished(lost);
    },
  };

  async function insist(first: Refused): Promise<Refused | undefined> {
    let last: Refused | undefined = first;
    for (let attempt = 1; attempt <= ATTEMPTS && last?.again === true; attempt++) {
      await backOff(attempt, BASE_MS, CAP_MS);
      [last] = await send([first.envelope]);
    }
    return last;
  }

  async function send(batch: readonly Envelope[]): Promise<readonly Refused[]> {
    const entries = batch.map(({ message, attributes }, index) => ({
      Id: String(index),
      Message: message,
      MessageAttributes: attributes,
    }));
    const command = new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries });
    try {
      const { Successful: taken = [], Failed: failed = [] } = await client.send(command);
      const passed = new Set(taken.map(({ Id }) => Id));
      return batch.flatMap((envelope, index) => {
        if (passed.has(String(index))) return [];
        return [
          refusedEntry(
            envelope,
            failed.find(({ Id }) => Id === String(index)),
          ),
        ];
      });
    } catch (cause) {
      // The SDK has already tried again what a retry can help. One entry that makes the whole call invalid must not
      // take the others with it: where the call was at fault, each is tried by itself.
      const again = batch.length > 1 && isBadCall(cause);
      const reason = cause instanceof Error ? cause.name : 'no answer';
      return batch.map((envelope) => ({ envelope, again, reason, cause }));
    }
  }
}

function seal(alert: Alert): Envelope {
  const message = JSON.stringify(alert);
  const attributes = Object.entries(attributesOf(alert)).map(
    ([name, value]: [string, string]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return {
    id: alert.id,
    message,
    attributes: Object.fromEntries(attributes),
    bytes: Buffer.byteLength(message) + attributesSize(alert),
  };
}

/** In the given order, as many to a batch as SNS takes. */
function batches(envelopes: readonly Envelope[]): readonly (readonly Envelope[])[] {
  const all: Envelope[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const envelope of envelopes) {
    const open = all.at(-1);
    if (open === undefined || open.length === ENTRIES || bytes + envelope.bytes > ALERT_LIMITS.bytes) {
      all.push([envelope]);
      bytes = envelope.bytes;
    } else {
      open.push(envelope);
      bytes += envelope.bytes;
    }
  }
  return all;
}

/** An entry that is in neither list of the answer has an unknown fate: sent again, at worst it arrives twice. */
function refusedEntry(envelope: Envelope, failure: BatchResultErrorEntry | undefined): Refused {
  return { envelope, again: failure?.SenderFault !== true, reason: failure?.Code ?? 'no result' };
}

/** A 400 about the request's content; not a denial, a missing topic or throttling, which each entry would meet too. */
function isBadCall(cause: unknown): boolean {
  return (
    cause instanceof Error && /^(?:Invalid|BatchRequestTooLong|ParameterValueInvalid|ValidationE)/.test(cause.name)
  );
}

function notPublished(lost: readonly Refused[]): TrailboltError {
  const reasons = [...new Set(lost.map(({ reason }) => reason))].join(', ');
  const count = lost.length === 1 ? '1 alert' : `${lost.length} alerts`;
  const cause = lost.find((refused) => refused.cause !== undefined)?.cause;
  return new TrailboltError('alerts.not-published', `The alerts topic did not take ${count}: ${reasons}.`, {
    cause,
    details: { ids: lost.map(({ envelope }) => envelope.id), reasons },
  });
}

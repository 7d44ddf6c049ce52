import { describeError, type TrailboltError } from '../errors.ts';

/** Why something was refused: it does not fit any configured source. Refused is final; trying again cannot help. */
export type RefusalReason =
  | 'announcer-not-configured'
  | 'bucket-not-configured'
  | 'prefix-not-configured'
  | 'account-not-configured'
  | 'log-group-not-configured'
  | 'event-source-not-aws'
  | 'record-account-not-configured';

/** What was passed over because it holds no records by design. */
export type SkipReason = 'test-event' | 'control-message' | 'digest' | 'not-cloudtrail' | 'not-created';

/** How an item reached us. SQS brings a failed item again by itself; what failed otherwise, the caller must keep. */
export type Transport = 'sqs' | 'sns' | 's3' | 'eventbridge' | 'logs' | 'unknown';

interface IngestCounts {
  /** SQS messages, SNS records, S3 notification records or events, one by one. */
  readonly items: number;
  /** Records that the consumer took, or that nobody wanted. */
  readonly records: number;
  /** Items, objects, events and records refused, by reason. */
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Items that failed. */
  readonly failed: number;
}

/** One item that could not be read, or consumed, to its end. */
export interface ItemFailure {
  /** SQS message id, SNS message id or event id. */
  readonly item: string;
  readonly transport: Transport;
  /** Stable code of the first problem. */
  readonly code: string;
  /** All that went wrong, for logs and dead letters. */
  readonly reason: string;
  /** The item as it came, for the ingest dead-letter queue. */
  readonly payload: unknown;
}

/** A refusal, for logs. */
export interface Refusal {
  readonly item: string;
  readonly reason: RefusalReason;
  /** What was refused: an ARN, a bucket and key, an account; at most 300 characters. */
  readonly what: string;
}

export interface IngestResult {
  readonly counts: IngestCounts;
  readonly failures: readonly ItemFailure[];
  /** The first hundred; `counts.refused` counts all. */
  readonly refusals: readonly Refusal[];
}

/** Answer of a Lambda function behind SQS with `ReportBatchItemFailures`: only what failed comes again. */
export function batchItemFailures(result: IngestResult): { batchItemFailures: { itemIdentifier: string }[] } {
  const redelivered = result.failures.filter((failure) => failure.transport === 'sqs');
  return { batchItemFailures: redelivered.map((failure) => ({ itemIdentifier: failure.item })) };
}

/** Failed items that nobody delivers again: they belong on the ingest dead-letter queue, with their reason. */
export function deadLetters(result: IngestResult): readonly ItemFailure[] {
  return result.failures.filter((failure) => failure.transport !== 'sqs');
}

const REFUSALS = 100;
const REASONS = 5;

/** What went wrong with one item: the first few in full, the rest counted, since a file can hold a million bad records. */
export class Problems {
  readonly #first: TrailboltError[] = [];
  #count = 0;

  add(problem: TrailboltError): void {
    this.#count++;
    if (this.#first.length < REASONS) this.#first.push(problem);
  }

  get code(): string | undefined {
    return this.#first[0]?.code;
  }

  describe(): string {
    const told = this.#first.map((problem) => describeError(problem));
    if (this.#count > told.length) told.push(`and ${this.#count - told.length} more`);
    return told.join('; ');
  }
}

/** Counts what happens while an event is ingested. */
export class Tally {
  #items = 0;
  #records = 0;
  readonly #refused: Partial<Record<RefusalReason, number>> = {};
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #failures: ItemFailure[] = [];
  readonly #refusals: Refusal[] = [];

  item(): void {
    this.#items++;
  }

  consumed(records: number): void {
    this.#records += records;
  }

  skip(reason: SkipReason): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
  }

  refuse(item: string, reason: RefusalReason, what: string): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    if (this.#refusals.length < REFUSALS) this.#refusals.push({ item, reason, what: what.slice(0, 300) });
  }

  fail(item: string, transport: Transport, problems: Problems, payload: unknown): void {
    const { code } = problems;
    if (code === undefined) return;
    this.#failures.push({ item, transport, code, reason: problems.describe(), payload });
  }

  result(): IngestResult {
    return {
      counts: {
        items: this.#items,
        records: this.#records,
        refused: this.#refused,
        skipped: this.#skipped,
        failed: this.#failures.length,
      },
      failures: this.#failures,
      refusals: this.#refusals,
    };
  }
}

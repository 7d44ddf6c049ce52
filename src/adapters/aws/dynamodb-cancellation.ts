import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';

/** Why DynamoDB cancelled a transaction, by the index of each write. */
export interface Cancellation {
  /** Writes whose condition did not hold. */
  readonly failed: readonly number[];
  /** Writes on a document that another transaction was just changing. */
  readonly contended: readonly number[];
  /** Everything that stood in the way may be gone a moment later. */
  readonly passing: boolean;
}

const CONTENDED = 'TransactionConflict';
const THROTTLED = new Set(['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded']);

/** Undefined for an error that is no cancellation. */
export function readCancellation(error: unknown): Cancellation | undefined {
  // Our own earlier attempt, whose answer was lost, is still at work.
  if (error instanceof TransactionInProgressException) return { failed: [], contended: [], passing: true };
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const failed: number[] = [];
  const contended: number[] = [];
  let passing = true;
  for (const [index, { Code: code = 'None' }] of (error.CancellationReasons ?? []).entries()) {
    if (code === 'ConditionalCheckFailed') failed.push(index);
    else if (code === CONTENDED) contended.push(index);
    else if (code !== 'None' && !THROTTLED.has(code)) passing = false;
  }
  return { failed, contended, passing };
}

import { TrailboltError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';
import type { JobContext } from './receiver.ts';

/** What went wrong is remembered for this long, for whoever is shown its reference. */
const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;

/** What `trailbolt reference` says of a failure that somebody was told of. */
export interface Failure {
  /** Unix milliseconds. */
  readonly at: number;
  /** What was asked for: the id of a button, a command, a window. */
  readonly unit: string;
  /** Slack user id. */
  readonly person: string;
  /** Code of the error, or `unexpected`. */
  readonly code: string;
  /** The sentence that is safe to show; the technical one is in the log. */
  readonly sentence: string;
  /** The job's key, as it stands in the log. */
  readonly key: string;
}

export function failureKey(reference: string): Key {
  return { partition: `failure#${reference}`, sort: 'failure' };
}

/** The reference by which people, logs and `trailbolt reference` speak of one failed click. */
export function referenceOf(key: string): string {
  return key.slice(0, 12);
}

const UNKNOWN =
  'Something failed on our side, and nothing further was done. Try again; if it fails again, give an operator the reference.';
const PASSING =
  'Something that Trailbolt needs does not answer, and nothing further was done. Try again in a few minutes.';

/** Failures that another try may get over: the job is given back for these. */
const PASSING_CODES =
  /^(store|jobs|secret)\.unavailable$|^policy\.unreadable$|^chat\.(rate-limited|unknown-outcome)$|^(aws|trail)\.(throttled|unknown-outcome|unavailable)$|contended$/;

/** Would another try end the same, so that the person hears why at once? */
export function isFinal(error: unknown): error is TrailboltError {
  return error instanceof TrailboltError && !PASSING_CODES.test(error.code);
}

/**
 * The sentence for the person: what happened, what to do next, and the reference. What failed for a passing reason was
 * tried several times before anybody is told.
 */
export async function failed(
  ports: { readonly store: Store; readonly log: Log; readonly clock: Pick<Clock, 'now'> },
  error: unknown,
  about: { readonly job: JobContext; readonly unit: string; readonly person: string },
): Promise<string> {
  const { job, unit, person } = about;
  const reference = referenceOf(job.key);
  ports.log.error('slack.unit-failed', error, { unit, key: job.key, reference, final: true });
  const known = error instanceof TrailboltError ? error : undefined;
  const sentence = known === undefined ? UNKNOWN : isFinal(known) ? known.message : PASSING;
  const at = ports.clock.now();
  const failure: Failure = { at, unit, person, code: known?.code ?? 'unexpected', sentence, key: job.key };
  await ports.store
    .commit([
      {
        kind: 'put',
        key: failureKey(reference),
        value: failure,
        if: 'any',
        expiresAt: Math.floor(at / 1000) + REMEMBERED_SECONDS,
      },
    ])
    // The store may be what failed; the log knows the reference all the same.
    .catch((cause: unknown) => ports.log.error('slack.failure-not-kept', cause, { reference }));
  return `${sentence} (reference ${reference})`;
}

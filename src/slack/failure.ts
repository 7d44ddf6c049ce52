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

/** What to do about a failure whose own sentence only says what happened: by whom it can be put right. */
const NEXT: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:aws|trail)\.(?:denied|no-role)$/,
    'Ask an operator to look at the role of Trailbolt in that account, and whether the Region is enabled.',
  ],
  [/^(?:aws|trail)\.(?:refused|not-found)$/, 'Look at it in AWS, and try again once it is there.'],
  [
    /^chat\.(?:refused|gone)$/,
    'Ask an operator whether the app is installed with its latest manifest, and invited to the channel.',
  ],
  [/^(?:store|audit|secret|policy|jobs)\./, 'Nothing further was done; give an operator the reference.'],
];

function sentenceOf(error: TrailboltError | undefined): string {
  if (error === undefined) return UNKNOWN;
  if (!isFinal(error)) return PASSING;
  const next = NEXT.find(([code]) => code.test(error.code))?.[1];
  return next === undefined ? error.message : `${error.message} ${next}`;
}

interface FailurePorts {
  readonly store: Pick<Store, 'commit'>;
  readonly log: Log;
  readonly clock: Pick<Clock, 'now'>;
}

/** Failures that another try may get over: the job is given back for these. */
const PASSING_CODES =
  /^(store|jobs|secret)\.unavailable$|^policy\.unreadable$|^chat\.(rate-limited|unknown-outcome)$|^(aws|trail)\.(throttled|unknown-outcome|unavailable)$|contended$/;

/** Failures of what Trailbolt needs, whose end is no answer to what a person did. */
const OURS = /^(aws|chat|trail|store|jobs|secret|config)\./;

/** Would another try end the same, so that the person hears why at once? */
export function isFinal(error: unknown): error is TrailboltError {
  return error instanceof TrailboltError && !PASSING_CODES.test(error.code);
}

/**
 * Says to the person what happened, what to do next, and the reference. What failed for a passing reason was tried several
 * times before anybody is told. It is kept once it is said, so that whoever looks later knows that it was.
 */
export async function tellFailed(
  ports: FailurePorts,
  error: unknown,
  about: { readonly job: JobContext; readonly unit: string; readonly person: string },
  say: (sentence: string) => Promise<void>,
): Promise<void> {
  const { job, unit, person } = about;
  const reference = referenceOf(job.key);
  const known = error instanceof TrailboltError ? error : undefined;
  const fields = { unit, key: job.key, reference, final: true };
  if (known !== undefined && isFinal(known) && !OURS.test(known.code))
    // A typo, or a no of the policy: nothing that whoever operates it has to see to.
    ports.log.info('slack.unit-refused', { ...fields, code: known.code, message: known.message });
  else ports.log.error('slack.unit-failed', error, fields);
  const sentence = sentenceOf(known);
  await say(`${sentence} (reference ${reference})`);
  await keepFailure(ports, { unit, person, code: known?.code ?? 'unexpected', sentence, key: job.key });
}

/** Keeps what `trailbolt reference` says of a failure. Never throws: the log knows the reference all the same. */
export async function keepFailure(ports: FailurePorts, failure: Omit<Failure, 'at'>): Promise<void> {
  const at = ports.clock.now();
  const reference = referenceOf(failure.key);
  const value: Failure = { at, ...failure };
  const expiresAt = Math.floor(at / 1000) + REMEMBERED_SECONDS;
  await ports.store
    .commit([{ kind: 'put', key: failureKey(reference), value, if: 'any', expiresAt }])
    .catch((cause: unknown) => ports.log.error('slack.failure-not-kept', cause, { reference }));
}

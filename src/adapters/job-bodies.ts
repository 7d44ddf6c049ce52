import { TrailboltError } from '../errors.ts';
import type { Job } from '../model/job.ts';

/** What both queues take: SQS's default limit of a message. */
const MAX_BYTES = 256 * 1024;
const MAX_REASON = 4000;
/** SQS's longest delay. */
const MAX_DELAY_SECONDS = 900;

/** A job that was set aside for people. */
export interface DeadLetter {
  readonly reason: string;
  /** The job as it was received, or its beginning as text under `beginning` where it is too large to keep. */
  readonly job: unknown;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** @throws TrailboltError `jobs.too-large`, `jobs.bad-delay`. */
export function jobBody(job: Job, delaySeconds: number): string {
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
    throw new TrailboltError(
      'jobs.bad-delay',
      `The delay of a job must be a whole number of seconds from 0 to ${MAX_DELAY_SECONDS}, not ${delaySeconds}.`,
    );
  }
  const body = toMessage(job);
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_BYTES) return body;
  throw new TrailboltError('jobs.too-large', `A job may have ${MAX_BYTES} bytes, and this one has ${bytes}.`, {
    details: { kind: job.kind, bytes },
  });
}

/** Takes anything: what is set aside must not be lost for being odd. */
export function toDeadLetter(job: unknown, reason: string, at: number): { letter: DeadLetter; body: string } {
  const head = { reason: reason.slice(0, MAX_REASON).toWellFormed(), at: new Date(at).toISOString() };
  const whole: DeadLetter = { ...head, job: carryable(job) };
  const body = toMessage(whole);
  if (Buffer.byteLength(body) <= MAX_BYTES) return { letter: whole, body };
  // An eighth of the limit: written as JSON, one character takes up to six bytes, and the reason needs room too.
  const text = JSON.stringify(whole.job)
    .slice(0, MAX_BYTES / 8)
    .toWellFormed();
  const letter = { ...head, job: { beginning: text } };
  return { letter, body: toMessage(letter) };
}

function carryable(job: unknown): unknown {
  try {
    const json = JSON.stringify(job);
    return json === undefined ? String(job) : (JSON.parse(json) as unknown);
  } catch {
    return String(job);
  }
}

/**
 * Escapes what JSON leaves as it is and a queue may refuse: SQS U+FFFE and U+FFFF, and emulators of it everything beyond.
 * In JSON these can only stand inside a text, where the escape means the same.
 */
function toMessage(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\uD800-\uDFFF\uFFFE\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
  );
}

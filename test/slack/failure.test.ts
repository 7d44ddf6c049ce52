import { describe, expect, it } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { failureKey, referenceOf, tellFailed, type Failure } from '../../src/slack/failure.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';

const KEY = 'abcdef0123456789abcdef0123456789';
const REFERENCE = referenceOf(KEY);

/** What somebody is told of an error, what is kept of it, and what the log says. */
async function told(error: unknown) {
  const clock = new ManualClock();
  const store = memoryStore(clock);
  const logged: unknown[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (...parts: unknown[]) => void logged.push(parts) };
  const said: string[] = [];
  const about = { job: { key: KEY, last: true }, unit: 'command who', person: 'U0RANA' };
  await tellFailed({ store, log, clock }, error, about, async (sentence) => void said.push(sentence));
  return { said, logged, kept: (await store.get<Failure>(failureKey(REFERENCE)))?.value };
}

describe('somebody whose click fails', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'AWS denies it',
      new TrailboltError('aws.denied', 'AWS account 1, eu-west-9: X was denied (OptInRequired).'),
      /role .* Region is enabled/,
    ],
    [
      'there is no role',
      new TrailboltError('aws.no-role', 'Trailbolt may not assume the role r (X).'),
      /Ask an operator/,
    ],
    [
      'the history is denied',
      new TrailboltError('trail.denied', 'The event history of 1 may not be read.'),
      /Ask an operator/,
    ],
    ['AWS refuses it', new TrailboltError('aws.refused', 'AWS account 1: X was refused (Y).'), /Look at it in AWS/],
    [
      'AWS does not find it',
      new TrailboltError('aws.not-found', 'AWS account 1: X found nothing there (Y).'),
      /Look at it in AWS/,
    ],
    [
      'AWS throttles',
      new TrailboltError('aws.throttled', 'AWS account 1: X was throttled (Y).'),
      /Try again in a few minutes/,
    ],
    [
      'the history is asked too often',
      new TrailboltError('trail.throttled', 'Asked too often.'),
      /Try again in a few minutes/,
    ],
    [
      'Slack is down',
      new TrailboltError('chat.unknown-outcome', 'Slack did not answer x.'),
      /Try again in a few minutes/,
    ],
    ['Slack refuses', new TrailboltError('chat.refused', 'Slack refused x: missing_scope.'), /latest manifest/],
    ['the store is down', new TrailboltError('store.unavailable', 'No answer.'), /Try again in a few minutes/],
    [
      'the store refuses',
      new TrailboltError('store.too-large', 'A document may have 1 byte.'),
      /give an operator the reference/,
    ],
    [
      'the policy cannot be read',
      new TrailboltError('policy.unreadable', 'The policy cannot be read.'),
      /Try again in a few minutes/,
    ],
    ['nobody foresaw it', new TypeError('x is not a function'), /give an operator the reference/],
  ])('hears what to do next, and a reference, where %s', async (_what, error, next) => {
    const { said, logged, kept } = await told(error);

    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(next);
    expect(said[0]?.endsWith(` (reference ${REFERENCE})`)).toBe(true);
    expect(`${kept?.sentence} (reference ${REFERENCE})`).toBe(said[0]);
    expect(JSON.stringify(logged)).toContain(REFERENCE);
    // What nobody foresaw is for the log alone.
    if (error instanceof TypeError) expect(said[0]).not.toContain('function');
  });

  it('hears what we have said ourselves, as it is', async () => {
    const error = new TrailboltError('case.missing', 'There is no case k1.');

    expect((await told(error)).said).toEqual([`There is no case k1. (reference ${REFERENCE})`]);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/model/job.ts';
import type { Jobs } from '../../src/ports/jobs.ts';

/** A queue under test, and how to look into it as its consumer and as an operator. */
export interface JobsSubject {
  readonly jobs: Jobs;
  /** The jobs that could be received now. */
  receive(): Promise<readonly unknown[]>;
  /** How many jobs wait for their delay. */
  delayed(): Promise<number>;
  /** What was set aside. */
  deadLetters(): Promise<readonly unknown[]>;
}

const MAX_BYTES = 256 * 1024;

/** What every twin of the job queue must do. `open` gives an empty queue whose clock stands at `now`. */
export function describeJobs(name: string, open: (now: number) => Promise<JobsSubject>): void {
  describe(`${name}: the contract of jobs`, () => {
    const now = Date.UTC(2026, 0, 1);
    let subject: JobsSubject;

    beforeEach(async () => {
      subject = await open(now);
    });

    it('delivers jobs as they were sent', async () => {
      const sent: readonly Job[] = [
        { kind: 'tick' },
        { kind: 'run', requestId: 'r1' },
        slackJob('payload=%7B%22text%22%3A%22é \u0000 \uFFFE \uFFFF \u{1F600}%22%7D'),
      ];

      for (const job of sent) await subject.jobs.send(job);

      const received = await subject.receive();
      expect(received).toHaveLength(sent.length);
      expect(received).toEqual(expect.arrayContaining([...sent]));
    });

    it('keeps a delayed job back', async () => {
      await subject.jobs.send({ kind: 'tick' }, { delaySeconds: 900 });

      expect(await subject.receive()).toEqual([]);
      expect(await subject.delayed()).toBe(1);
    });

    it.each([-1, 901, 0.5, NaN])('refuses a delay of %d seconds', async (delaySeconds) => {
      await expect(subject.jobs.send({ kind: 'tick' }, { delaySeconds })).rejects.toMatchObject({
        code: 'jobs.bad-delay',
      });
    });

    it('refuses a job above the size and takes one at it', async () => {
      const room = MAX_BYTES - JSON.stringify(slackJob('')).length;

      await subject.jobs.send(slackJob('x'.repeat(room)));

      await expect(subject.jobs.send(slackJob('x'.repeat(room + 1)))).rejects.toMatchObject({ code: 'jobs.too-large' });
      expect(await subject.receive()).toHaveLength(1);
    });

    it('sets a job aside with the reason and the time', async () => {
      const job = { kind: 'slack', forged: ['\uFFFF', null] };

      await subject.jobs.deadLetter(job, 'the signature does not hold');

      expect(await subject.deadLetters()).toEqual([
        { reason: 'the signature does not hold', job, at: '2026-01-01T00:00:00.000Z' },
      ]);
      expect(await subject.receive()).toEqual([]);
    });

    it('sets anything aside, whatever it is', async () => {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      const odd = [undefined, null, 1n, 'not JSON', circle, '\uD800'];

      for (const job of odd) await subject.jobs.deadLetter(job, 'odd \uD800\uFFFF');

      expect(await subject.jobs.setAside()).toBe(odd.length);
      expect(await subject.deadLetters()).toHaveLength(odd.length);
    });

    it.each(['x', 'é', '"', '\uFFFF', '\u0000'])('sets a huge job of %j aside by its beginning', async (character) => {
      await subject.jobs.deadLetter({ body: character.repeat(MAX_BYTES) }, 'r'.repeat(MAX_BYTES));

      const [letter] = await subject.deadLetters();

      expect(letter).toMatchObject({ job: { beginning: expect.stringMatching(/^\{"body":"/) } });
    });
  });
}

function slackJob(body: string): Job {
  const contentType = 'application/x-www-form-urlencoded';
  return { kind: 'slack', request: { body, contentType, timestamp: '1767225600', signature: 'v0=00' } };
}

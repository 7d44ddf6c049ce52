import { expect, test } from 'vitest';
import { createQueueHandler } from '../../src/app/worker-queue.ts';
import { testLog } from '../support/test-log.ts';

const jobs = { send: () => Promise.resolve(), deadLetter: () => Promise.resolve(), setAside: () => Promise.resolve(0) };

function eventOf(receives: number, body: unknown = { kind: 'tick' }) {
  return {
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'receipt-1',
        body: JSON.stringify(body),
        attributes: { ApproximateReceiveCount: String(receives) },
      },
    ],
  };
}

const FAILED = { batchItemFailures: [{ itemIdentifier: 'm1' }] };
const failing = () => Promise.reject(new Error('Slack does not answer'));

test('a job that fails comes again within seconds, later each time, and soon when nothing is left but to say so', async () => {
  const asked: (readonly [string, number])[] = [];
  const retryLater = (receipt: string, seconds: number) => Promise.resolve(void asked.push([receipt, seconds]));
  const handle = createQueueHandler({ worker: failing, jobs, log: testLog, retryLater });

  for (const receives of [1, 2, 3, 4]) expect(await handle(eventOf(receives))).toEqual(FAILED);

  const seconds = asked.map(([, after]) => after).slice(0, 3);
  expect(asked.every(([receipt]) => receipt === 'receipt-1')).toBe(true);
  expect(seconds[0]).toBeLessThanOrEqual(5);
  expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  expect(new Set(seconds).size).toBe(3);
  expect(asked[3]?.[1]).toBeLessThanOrEqual(5);
});

test('one that succeeds is left alone', async () => {
  const asked: string[] = [];
  const retryLater = (receipt: string) => Promise.resolve(void asked.push(receipt));
  const handle = createQueueHandler({ worker: () => Promise.resolve(), jobs, log: testLog, retryLater });

  expect(await handle(eventOf(1))).toEqual({ batchItemFailures: [] });
  expect(asked).toEqual([]);
});

test('where SQS does not let it come sooner, the job still counts as failed, and the log says so', async () => {
  const logged: string[] = [];
  const log = { ...testLog, error: (event: string) => void logged.push(event) };
  const handle = createQueueHandler({ worker: failing, jobs, log, retryLater: denied });

  expect(await handle(eventOf(1))).toEqual(FAILED);
  expect(logged).toEqual(['worker.failed', 'worker.retry-not-hastened']);
});

function denied(): Promise<void> {
  return Promise.reject(new Error('AccessDenied'));
}

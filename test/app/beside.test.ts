import { expect, test } from 'vitest';
import { createBeside } from '../../src/app/beside.ts';
import { testLog } from '../support/test-log.ts';

test('the same work goes on once at a time, and once more for what came meanwhile', async () => {
  const beside = createBeside(testLog);
  const gates: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => void gates.push(resolve));

  for (let call = 0; call < 5; call += 1) beside.begin('C1', work);
  beside.begin('C2', work);
  expect(gates).toHaveLength(2);
  gates.forEach((open) => open());
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));

  expect(gates).toHaveLength(3);
  gates.at(-1)?.();
  await beside.settled();
  expect(gates).toHaveLength(3);
});

test('what fails is logged and may begin again', async () => {
  const logged: string[] = [];
  const beside = createBeside({ ...testLog, error: (event) => void logged.push(event) });

  beside.begin('C1', () => Promise.reject(new Error('away')));
  await beside.settled();
  let done = false;
  beside.begin('C1', () => {
    done = true;
    return Promise.resolve();
  });
  await beside.settled();

  expect(logged).toEqual(['beside.failed']);
  expect(done).toBe(true);
});

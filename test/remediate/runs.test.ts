import { beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { frozenInWords } from '../../src/model/freeze.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import { newestRuns } from '../../src/remediate/request-lists.ts';
import { advanceRun } from '../../src/remediate/runs.ts';
import { runBench, type RunBench } from './run-bench.ts';

let bench: RunBench;
beforeEach(async () => {
  // The bench's clock is a hand; nothing may expire by the real one.
  bench = await runBench(openSqliteStore(':memory:', { now: () => 0 }));
});

const now = async (): Promise<ActionRequest> => {
  const item = await bench.store.get<ActionRequest>(requestKey(bench.requestId));
  if (item === undefined) throw new Error('the request is gone');
  return item.value;
};
const advance = (): Promise<void> => advanceRun(bench, bench.requestId);
const timers = async () =>
  (await bench.timers.due(Number.MAX_SAFE_INTEGER / 10, 100)).filter((timer) => timer.kind === 'run.advance');

describe('the timers of a run', () => {
  test('never become more than the one that brings it on, however often it is advanced', async () => {
    bench.ec2.lags = true;
    for (let look = 0; look < 6; look += 1) {
      await advance();
      expect(await timers()).toHaveLength(1);
      bench.clock.advance(30_000);
    }
  });

  test('are none when it is over', async () => {
    await advance();
    bench.clock.advance(30_000);
    await advance();

    expect((await now()).state).toBe('succeeded');
    expect(await timers()).toEqual([]);
    expect(await newestRuns(bench.store, 10)).toEqual([await now()]);
  });

  test('stay at one that resumes it when it fails again and again', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      bench.ec2.unavailable = true;
      await expect(advance()).rejects.toMatchObject({ code: 'aws.unavailable' });
      expect(await timers()).toHaveLength(1);
    }
    bench.ec2.unavailable = false;
    bench.clock.advance(bench.leaseMs);
    const [resume] = await timers();
    expect(resume?.dueAt).toBeLessThanOrEqual(bench.clock.now());
    await advance();
    expect((await now()).state).toBe('running');
  });
});

describe('a worker that sleeps through its lease', () => {
  test('between intent and call makes no call once another has taken over', async () => {
    bench.beforeCall = async () => {
      bench.beforeCall = undefined;
      bench.clock.advance(bench.leaseMs + 1000);
      await advance();
    };

    await expect(advance()).rejects.toMatchObject({ code: 'run.lease-lost' });

    expect(bench.ec2.terminations).toBe(1);
  });

  test('goes on when nobody has taken over', async () => {
    bench.beforeCall = () => {
      bench.clock.advance(bench.leaseMs + 1000);
      return Promise.resolve();
    };

    await advance();

    expect(bench.ec2.terminations).toBe(1);
    expect((await now()).run?.steps[0]?.state).toBe('called');
  });
});

describe('an instance that EC2 does not list', () => {
  test('after an interruption is not claimed as our doing', async () => {
    bench.beforeCall = () => Promise.reject(new Error('the worker died'));
    await expect(advance()).rejects.toThrow('the worker died');
    expect((await now()).run?.steps[0]?.state).toBe('intended');
    bench.ec2.state = undefined;

    await advance();

    expect(bench.ec2.terminations).toBe(0);
    expect(await now()).toMatchObject({
      state: 'failed',
      outcome: `0 of 1 done. ${bench.instance}: EC2 no longer lists it; whether this run ended it is not known.`,
    });
  });

  test('after our call returned has been terminated by it', async () => {
    await advance();
    bench.ec2.state = undefined;
    await advance();

    expect(await now()).toMatchObject({
      state: 'succeeded',
      outcome: `${bench.instance}: running → shutting-down; EC2 no longer lists it.`,
    });
  });

  test('is not the same as a 404 that is not EC2’s own', async () => {
    await advance();
    bench.ec2.notFound = 'NotFound';

    await advance();

    expect((await now()).state).toBe('running');
  });
});

describe('an instance that EC2 shows unchanged after the call', () => {
  test('is given two minutes before the run fails', async () => {
    bench.ec2.lags = true;
    const began = bench.clock.now();
    while ((await advance(), (await now()).state === 'running')) {
      const [next] = await timers();
      bench.clock.advance((next?.dueAt ?? bench.clock.now()) - bench.clock.now());
    }

    const took = bench.clock.now() - began;
    expect((await now()).outcome).toContain('AWS took the call, but it is still running');
    expect(took).toBeGreaterThanOrEqual(110_000);
    expect(took).toBeLessThanOrEqual(150_000);
  });
});

describe('a freeze', () => {
  const FREEZE = { by: 'U0ANA', at: 0, reason: 'an incident of its own' };
  const REASON = frozenInWords(FREEZE);

  test('holds a run that has not begun, says why, and lets it go on afterwards', async () => {
    bench.frozenBy = FREEZE;
    await advance();
    await advance();
    expect(bench.ec2.terminations).toBe(0);
    expect(await now()).toMatchObject({ state: 'approved', held: { reason: REASON } });
    expect(await timers()).toHaveLength(1);

    bench.frozenBy = undefined;
    await advance();

    expect(bench.ec2.terminations).toBe(1);
    expect(await now()).not.toHaveProperty('held');
    const held = (await bench.audit.read('case1'))
      .map((entry) => entry.event)
      .filter((event) => /held|released/.test(event));
    expect(held).toEqual(['run.held', 'run.released']);
  });

  test('holds a call that was interrupted before it was made', async () => {
    bench.beforeCall = () => Promise.reject(new Error('the worker died'));
    await expect(advance()).rejects.toThrow('the worker died');
    bench.beforeCall = undefined;
    bench.frozenBy = FREEZE;

    await advance();

    expect(bench.ec2.terminations).toBe(0);
    expect((await now()).run?.steps[0]?.state).toBe('intended');
  });

  test('does not keep anybody from looking whether a call that was made has had its effect', async () => {
    await advance();
    bench.frozenBy = FREEZE;
    await advance();

    expect((await now()).state).toBe('succeeded');
  });
});

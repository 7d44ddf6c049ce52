import { describe, expect, it, onTestFinished } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { watchPolicy } from '../../src/app/policy-watch.ts';
import { createOutbox } from '../../src/cases/outbox.ts';
import type { Policy } from '../../src/model/policy.ts';
import { NOW, policyOf, ruleOf } from '../approve/support.ts';

const channels = { alerts: 'C0ALERTS', audit: 'C0AUDIT' };
const one = policyOf({ channels, digest: '1'.repeat(64) });
const two = policyOf({ channels, digest: '2'.repeat(64), approvals: [ruleOf({ quorum: 3 })] });

function bench() {
  const store = openSqliteStore(':memory:');
  const audit = createAudit(openSqliteStore(':memory:'));
  onTestFinished(() => store.close());
  const ports = { store, audit, outbox: createOutbox(() => NOW) };
  return {
    watch: (policy: Policy, at: number, problem?: string) =>
      watchPolicy(ports, policy, problem === undefined ? { at } : { at, problem }),
    async told(channel: string): Promise<readonly string[]> {
      const { items } = await store.list<{ message: unknown }>(`outbox#${channel}`);
      return items.map((item) => JSON.stringify(item.value.message));
    },
    async audited(): Promise<readonly string[]> {
      return (await audit.read('system')).map((record) => record.event);
    },
  };
}

describe('the policy in force', () => {
  it('is audited when it is first seen, and told nobody', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    await desk.watch(one, NOW + 1);

    expect(await desk.audited()).toEqual(['policy.changed']);
    expect([...(await desk.told('C0ALERTS')), ...(await desk.told('C0AUDIT'))]).toEqual([]);
  });

  it('is told to the audit channel with what changed, once', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    for (const at of [NOW + 1, NOW + 2]) await desk.watch(two, at);

    const told = await desk.told('C0AUDIT');
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('approvals.security.quorum');
    expect(told[0]).toContain('is new: 3');
    expect(await desk.told('C0ALERTS')).toEqual([]);
  });

  it('is not taken back by a process that has read it longer ago', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    await desk.watch(two, NOW + 10);
    await desk.watch(one, NOW + 5);

    expect(await desk.audited()).toEqual(['policy.changed', 'policy.changed']);
  });

  it('is told each time that it changes, even back', async () => {
    const desk = bench();
    for (const [index, policy] of [one, two, one].entries()) await desk.watch(policy, NOW + index);

    expect(await desk.told('C0AUDIT')).toHaveLength(2);
  });
});

describe('a policy file that is wrong', () => {
  const PROBLEM = 'The policy has a problem: policy.yaml:1:1 expected version: 1.';

  it('is told in both channels once, not at each look, and again when it is mended', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    for (let minute = 1; minute < 5; minute += 1) await desk.watch(one, NOW + minute, PROBLEM);
    const broken = [await desk.told('C0ALERTS'), await desk.told('C0AUDIT')];
    await desk.watch(one, NOW + 9);

    expect(broken.map((told) => told.length)).toEqual([1, 1]);
    expect(broken[0]?.[0]).toContain('policy.yaml:1:1');
    expect(broken[0]?.[0]).toContain('the last good one (111111111111) stays');
    expect((await desk.told('C0ALERTS'))[1]).toContain('good again');
    expect(await desk.audited()).toEqual(['policy.changed', 'policy.invalid', 'policy.mended']);
  });

  it('is told again when it is wrong in another way', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    await desk.watch(one, NOW + 1, PROBLEM);
    await desk.watch(one, NOW + 2, 'The policy at file:policy.yaml cannot be read.');

    expect(await desk.told('C0ALERTS')).toHaveLength(2);
  });

  it('is told once by many processes that notice it together', async () => {
    const desk = bench();
    await desk.watch(one, NOW);
    await Promise.all(Array.from({ length: 8 }, (_, index) => desk.watch(one, NOW + index, PROBLEM)));

    expect(await desk.told('C0ALERTS')).toHaveLength(1);
  });
});

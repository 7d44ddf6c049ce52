import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { chargeRun, refundRun, spentIn } from '../../src/approve/budgets.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Spending } from '../../src/model/spending.ts';
import type { Store } from '../../src/ports/store.ts';
import { ACCOUNT, NOW, policyOf } from '../approve/support.ts';

const HOUR = 60 * 60_000;

function limits(people: number, account: number): Policy {
  return policyOf({
    budgets: {
      people: { perActor: people, perAccount: account },
      automations: { perActor: people, perAccount: account },
    },
    breakGlass: { people: ['U0ANA'], accounts: [], channel: 'C0SECOND', reasonLength: 20, perHour: 1 },
  });
}

let runs = 0;
function spendingOf(more: Partial<Spending> = {}): Spending {
  runs += 1;
  return { runId: `run${runs}`, kind: 'people', actor: 'U0RANA', account: ACCOUNT, ...more };
}

/** Counts a run as whoever lets one begin does: tries again while others are at it. Gives the code of a refusal. */
async function begin(store: Store, policy: Policy, spending: Spending, now = NOW): Promise<string> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const charge = await chargeRun(store, policy, spending, now);
    if (!charge.allow) return charge.code;
    if (charge.writes.length === 0 || (await store.commit(charge.writes)).ok) return 'begun';
  }
  throw new Error('never got a turn');
}

/** The budgets over one kind of store. */
export function describeBudgets(name: string, open: () => Promise<Store>): void {
  describe(`budgets over ${name}`, () => {
    const opened: Store[] = [];
    let store: Store;

    beforeEach(async () => {
      store = await open();
      opened.push(store);
    });

    afterAll(() => Promise.all(opened.map((one) => one.close())));

    it('let as many runs of one person begin within an hour as the policy says', async () => {
      const policy = limits(2, 10);
      const codes: string[] = [];
      for (const at of [NOW, NOW + 1, NOW + 2, NOW + HOUR, NOW + HOUR + 1])
        codes.push(await begin(store, policy, spendingOf(), at));

      expect(codes).toEqual(['begun', 'begun', 'budget.person', 'begun', 'begun']);
      expect(await begin(store, policy, spendingOf({ actor: 'U0OTHER' }), NOW + HOUR + 2)).toBe('begun');
    });

    it('say whose is used up, and when the next may begin', async () => {
      const policy = limits(1, 10);
      await begin(store, policy, spendingOf(), NOW);

      const charge = await chargeRun(store, policy, spendingOf(), NOW + 20 * 60_000);

      expect(charge).toMatchObject({
        reason: 'The budget of one run an hour for the person who asked is used up; the next may begin in 40 minutes.',
      });
    });

    it('hold for an account, whoever asks, and apart for people, automations and emergencies', async () => {
      const policy = limits(5, 1);
      const codes: string[] = [];
      for (const spending of [
        spendingOf(),
        spendingOf({ actor: 'U0OTHER' }),
        spendingOf({ account: '999988887777' }),
        spendingOf({ kind: 'automations', actor: 'arn:aws:iam::111122223333:user/dave' }),
        spendingOf({ kind: 'automations', actor: 'arn:aws:iam::111122223333:user/mallory' }),
        spendingOf({ kind: 'emergency' }),
        spendingOf({ kind: 'emergency', actor: 'U0ADA' }),
      ])
        codes.push(await begin(store, policy, spending));

      expect(codes).toEqual([
        'begun',
        'budget.account',
        'begun',
        'begun',
        'budget.account',
        'begun',
        'budget.emergency',
      ]);
    });

    it('let nothing begin where there is none', async () => {
      const charge = await chargeRun(store, limits(0, 0), spendingOf(), NOW);

      expect(charge).toMatchObject({
        allow: false,
        reason: 'The policy has no budget of runs for the person who asked.',
      });
    });

    it('count a run once, however often it is counted', async () => {
      const policy = limits(2, 2);
      const same = spendingOf();

      for (let time = 0; time < 3; time += 1) expect(await begin(store, policy, same)).toBe('begun');
      expect(await spentIn(store, 'people', ACCOUNT, NOW)).toBe(1);
    });

    it('are given back by a run that did nothing, once', async () => {
      const policy = limits(2, 2);
      const [one, other] = [spendingOf(), spendingOf()];
      await begin(store, policy, one);
      await begin(store, policy, other);

      await refundRun(store, policy, one, NOW);
      await refundRun(store, policy, one, NOW);

      expect(await spentIn(store, 'people', ACCOUNT, NOW)).toBe(1);
      expect(await begin(store, policy, spendingOf())).toBe('begun');
      expect(await begin(store, policy, spendingOf())).toBe('budget.person');
    });

    it('are never overdrawn, however many begin at once', async () => {
      const policy = limits(3, 5);
      const all = ['U1', 'U2', 'U3', 'U4'].flatMap((actor) => Array.from({ length: 5 }, () => spendingOf({ actor })));

      const codes = await Promise.all(all.map((spending) => begin(store, policy, spending)));

      expect(codes.filter((code) => code === 'begun')).toHaveLength(5);
      expect(await spentIn(store, 'people', ACCOUNT, NOW)).toBe(5);
    });

    it('whatever is begun, given back and waited for, never let more than the limit into any hour', async () => {
      const policy = limits(2, 3);
      const step = fc.record({
        actor: fc.constantFrom('U1', 'U2'),
        wait: fc.integer({ min: 0, max: 40 * 60_000 }),
        nothing: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), async (steps) => {
          // An account of its own for each try: the store lives on.
          const account = `account${(runs += 1)}`;
          let now = NOW;
          const begun: { actor: string; at: number }[] = [];
          for (const { actor, wait, nothing } of steps) {
            now += wait;
            const spending = spendingOf({ actor: `${actor}${account}`, account });
            if ((await begin(store, policy, spending, now)) !== 'begun') continue;
            if (nothing) await refundRun(store, policy, spending, now);
            else begun.push({ actor, at: now });
          }
          for (const { at } of begun) {
            const hour = begun.filter((other) => other.at > at - HOUR && other.at <= at);
            expect(hour.length).toBeLessThanOrEqual(3);
            for (const who of ['U1', 'U2'])
              expect(hour.filter(({ actor }) => actor === who).length).toBeLessThanOrEqual(2);
          }
        }),
        { numRuns: 15 },
      );
    });
  });
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Question } from '../../src/approve/decide.ts';
import type { PlanTarget } from '../../src/model/plan.ts';
import { RISKS, type Policy } from '../../src/model/policy.ts';
import { freeze, question, tagMatch, tagRule, target, USERS } from './arbitrary.ts';
import { ACCOUNT } from './support.ts';

function withPolicy(it: Question, more: Partial<Policy>): Question {
  return { ...it, policy: { ...it.policy, ...more } };
}

function withTargets(it: Question, change: (targets: readonly PlanTarget[]) => readonly PlanTarget[]): Question {
  const { plan } = it.request;
  return { ...it, request: { ...it.request, plan: { ...plan, targets: change(plan.targets) } } };
}

/** One more restriction, by its name. */
const restrictions: Readonly<Record<string, fc.Arbitrary<(it: Question) => Question>>> = {
  'a freeze': freeze.map((frozen) => (it) => ({ ...it, frozen })),
  'a rule about tags': fc.tuple(tagRule, fc.nat(4)).map(
    ([added, at]) =>
      (it) =>
        withPolicy(it, { approvals: it.policy.approvals.toSpliced(at, 0, added) }),
  ),
  'a protected account': fc.constant((it) =>
    withPolicy(it, { protected: { ...it.policy.protected, accounts: [...it.policy.protected.accounts, ACCOUNT] } }),
  ),
  'a protected tag': fc
    .tuple(tagMatch, fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined }))
    .map(([tag, quorum]) => (it) => {
      const added = quorum === undefined ? tag : { ...tag, quorum };
      return withPolicy(it, { protected: { ...it.policy.protected, tags: [...it.policy.protected.tags, added] } });
    }),
  'quiet hours that never end': fc.constant((it) =>
    withPolicy(it, {
      quietHours: { timeZone: 'UTC', days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], stricter: RISKS },
    }),
  ),
  'one tag more on a target': fc.tuple(fc.constantFrom('env', 'tier', 'owner'), fc.constantFrom('prod', '0')).map(
    ([key, value]) =>
      (it) =>
        withTargets(it, (all) => all.map((one) => tagged(one, { key, value }))),
  ),
  'one target more': target.map((more) => (it) => withTargets(it, (all) => [...all, more])),
  'no break-glass': fc.constant((it) => {
    const { breakGlass: _, ...policy } = it.policy;
    return { ...it, policy };
  }),
  'a higher quorum of every rule': fc.constant((it) =>
    withPolicy(it, {
      approvals: it.policy.approvals.map((rule) => ({ ...rule, quorum: Math.max(3, (rule.quorum ?? 2) + 1) })),
    }),
  ),
  'nobody may approve for himself': fc.constant((it) =>
    withPolicy(it, { approvals: it.policy.approvals.map((rule) => ({ ...rule, allowSelf: false })) }),
  ),
  'one approver less': fc.constantFrom<string>(...USERS, 'S1').map(
    (gone) => (it) =>
      withPolicy(it, {
        approvals: it.policy.approvals.map((rule) => {
          const rest = rule.approvers.filter((subject) => subject !== gone);
          // With nobody left the rule would ask for nobody in particular: then it is left as it is.
          return rest.length === 0 ? rule : { ...rule, approvers: rest };
        }),
      }),
  ),
};

/** Tags that were not read stay so: they are the strictest already. */
function tagged(one: PlanTarget, tag: { key: string; value: string }): PlanTarget {
  return one.tags === undefined ? one : { ...one, tags: [...one.tags, tag] };
}

describe.each(Object.entries(restrictions))('adding %s', (_name, restriction) => {
  test('never turns a no into a yes, and never asks for fewer approvals', () => {
    fc.assert(
      fc.property(question, restriction, (it, restrict) => {
        const before = decide(it);
        const after = decide(restrict(it));

        if (!before.allow) expect(after.allow).toBe(false);
        if (before.allow && after.allow) expect(after.missing).toBeGreaterThanOrEqual(before.missing);
      }),
      { numRuns: 1500 },
    );
  });
});

test('a tag that is ignored is as good as none', () => {
  fc.assert(
    fc.property(question, fc.constantFrom('env', 'tier'), fc.constantFrom('prod', '0'), (it, key, value) => {
      const marked = withTargets(it, (all) =>
        all.map((one) =>
          one.tags === undefined ? one : { ...one, tags: [...one.tags, { key, value, ignored: 'x' }] },
        ),
      );

      expect(decide(marked)).toEqual(decide(it));
    }),
    { numRuns: 1500 },
  );
});

test('a policy made looser after the request was made never lowers its quorum', () => {
  fc.assert(
    fc.property(question, ({ emergency: _alone, ...it }) => {
      const looser = decide(
        withPolicy(it, { approvals: it.policy.approvals.map((rule) => ({ ...rule, quorum: 1 })), people: [] }),
      );

      if (looser.allow)
        expect(looser.missing).toBeGreaterThanOrEqual(it.request.quorum - it.request.approvals.length - 1);
    }),
    { numRuns: 1500 },
  );
});

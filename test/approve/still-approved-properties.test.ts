import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { stillApproved } from '../../src/approve/decide.ts';
import { person, policy, PRINCIPALS, request, some, time } from './arbitrary.ts';
import { objections } from './objections.ts';

const people = fc.uniqueArray(person, { selector: (it) => it.id });
const asked = fc.record({
  request,
  approvers: people,
  policy,
  suspects: some<string>(PRINCIPALS),
  frozen: fc.constant(undefined),
  now: time,
});

test('holds only with a quorum of different people who may approve now, or one who may alone', () => {
  const seen = { held: 0, fallen: 0, alone: 0 };
  fc.assert(
    fc.property(asked, (it) => {
      const decision = stillApproved(it);
      const { approvers, ...rest } = it;
      const good = it.request.approvals.filter((given) => {
        const who = approvers.find((candidate) => candidate.id === given.person);
        const pending = { ...it.request, state: 'pending' as const, approvals: [] };
        const { emergency } = given;
        return (
          who !== undefined &&
          objections({
            ...rest,
            request: pending,
            person: who,
            seen: given.digest,
            ...(emergency === undefined ? {} : { emergency }),
          }).length === 0
        );
      });
      const alone = good.some((given) => given.emergency !== undefined);
      seen[decision.allow ? 'held' : 'fallen'] += 1;
      if (decision.allow && alone) seen.alone += 1;

      if (decision.allow && !alone)
        expect(new Set(good.map((given) => given.person)).size).toBeGreaterThanOrEqual(it.request.quorum);
      if (!decision.allow) expect([alone, decision.reason === '']).toEqual([false, false]);
    }),
    { numRuns: 10_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});

test('does not depend on the order in which the approvals were given', () => {
  const shuffled = asked.chain((it) =>
    fc.record({
      it: fc.constant(it),
      approvals: fc.shuffledSubarray([...it.request.approvals], { minLength: it.request.approvals.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ it, approvals }) => {
      expect(stillApproved({ ...it, request: { ...it.request, approvals } }).allow).toBe(stillApproved(it).allow);
    }),
    { numRuns: 3000 },
  );
});

test('never holds while Trailbolt is frozen', () => {
  fc.assert(
    fc.property(asked, (it) => {
      expect(stillApproved({ ...it, frozen: { by: 'U1', at: 0, reason: '' } }).allow).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

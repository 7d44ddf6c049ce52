import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, ruleFor, stillApproved, type Question } from '../../src/approve/decide.ts';
import type { Person } from '../../src/model/person.ts';
import { RISKS, type ApprovalRule, type Policy } from '../../src/model/policy.ts';
import type { ActionRequest, Approval, RequestState } from '../../src/model/request.ts';
import { ACCOUNT, NOW, personOf, planOf, policyOf, requestOf, ruleOf, TEAM } from './support.ts';

// Few names, so that the parts of a question meet: most combinations concern the same people, groups and principals.
const USERS = ['U1', 'U2', 'U3', 'U4'] as const;
const GROUPS = ['S1', 'S2'] as const;
const PRINCIPALS = ['p1', 'p2', 'p3'] as const;
const DIGESTS = ['d1', 'd2'] as const;
const ACTIONS = ['terminate-instance', 'stop-instance'] as const;
const ACCOUNTS = [ACCOUNT, '999988887777'] as const;
const STATES: readonly RequestState[] = [
  'pending',
  'approved',
  'running',
  'succeeded',
  'failed',
  'rejected',
  'withdrawn',
  'expired',
  'stale',
];

const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
const time = fc.oneof({ weight: 8, arbitrary: fc.constant(NOW) }, { weight: 1, arbitrary: fc.double() });

const rule: fc.Arbitrary<ApprovalRule> = fc
  .record({
    actions: some(ACTIONS),
    accounts: some(ACCOUNTS),
    risks: some(RISKS),
    approvers: some<string>([...USERS, ...GROUPS, 'members']),
    allowSelf: fc.boolean(),
    quorum: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  })
  .map(({ quorum, ...rest }) => ruleOf({ ...rest, ...(quorum === undefined ? {} : { quorum }) }));

const policy: fc.Arbitrary<Policy> = fc
  .record({
    approvals: fc.array(rule, { maxLength: 3 }),
    people: fc.array(fc.record({ slack: fc.constantFrom(...USERS), name: fc.constant('x'), aws: some(PRINCIPALS) })),
    accounts: mostly<readonly string[]>([ACCOUNT], [], ACCOUNTS),
  })
  .map(({ accounts, ...rest }) =>
    policyOf({ ...rest, accounts: accounts.map((id) => ({ id, alias: id, regions: ['us-east-1'] })) }),
  );

const person: fc.Arbitrary<Person> = fc
  .record({
    id: fc.constantFrom(...USERS),
    team: mostly<string>(TEAM, 'T2', ''),
    kind: mostly<Person['kind']>('member', 'guest', 'stranger', 'bot', 'deleted'),
    groups: some<string>([...GROUPS, 'members']),
    recentGroups: some<string>(GROUPS),
    aws: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(PRINCIPALS) }),
  })
  .map(({ id, groups, ...rest }) => personOf(id, { ...rest, subjects: [id, ...groups] }));

const approval: fc.Arbitrary<Approval> = fc.record({
  person: fc.constantFrom<string>(...USERS),
  at: fc.constant(NOW),
  digest: mostly<string>('d1', 'd2'),
  policy: fc.constant('p'),
  key: fc.string(),
});

const request: fc.Arbitrary<ActionRequest> = fc
  .record({
    risk: fc.constantFrom(...RISKS),
    action: fc.constantFrom(...ACTIONS),
    account: mostly<string>(...ACCOUNTS),
    digest: mostly<string>(...DIGESTS),
    requester: fc.constantFrom<string>(...USERS),
    state: mostly<RequestState>(STATES[0] ?? 'pending', ...STATES),
    approvals: fc.array(approval, { maxLength: 4 }),
    quorum: fc.integer({ min: 1, max: 4 }),
    suspects: some<string>(PRINCIPALS),
    expiresAt: mostly(NOW + 1000, NOW, NOW - 1, Number.NaN, Number.POSITIVE_INFINITY),
  })
  .map(({ risk, action, account, digest, ...rest }) =>
    requestOf({ ...rest, plan: planOf({ account, digest, action: { id: action, title: 'x', risk, undo: 'none' } }) }),
  );

const question: fc.Arbitrary<Question> = fc.record({
  request,
  person,
  policy,
  seen: mostly<string>('d1', 'd2', ''),
  suspects: some<string>(PRINCIPALS),
  now: time,
});

/** Everything that DESIGN asks of one approval, said a second time and in another way than the code says it. */
function objections({ request: it, person: who, policy: by, seen, suspects, now }: Question): string[] {
  const chosen = ruleFor(by, it.plan.action.id, it.plan.account, it.plan.action.risk);
  const known = new Set(it.suspects.concat(suspects));
  const facts: Record<string, boolean> = {
    decided: it.state !== 'pending',
    late: !(it.expiresAt > now),
    'other plan': seen !== it.plan.digest,
    'no member': who.kind !== 'member',
    foreign: who.team !== TEAM,
    suspect: who.aws.some((principal) => known.has(principal)),
    'unknown account': by.accounts.every((account) => account.id !== it.plan.account),
    'no rule': chosen === undefined,
    'own request': who.id === it.requester && chosen?.allowSelf !== true,
    twice: it.approvals.map((given) => given.person).includes(who.id),
    unlisted: chosen?.approvers.some((subject) => who.subjects.includes(subject)) !== true,
  };
  return Object.keys(facts).filter((fact) => facts[fact]);
}

describe('decide', () => {
  test('allows exactly what has no objection, and never throws', () => {
    const seen = { allowed: 0, refused: 0 };
    fc.assert(
      fc.property(question, (it) => {
        const decision = decide(it);
        seen[decision.allow ? 'allowed' : 'refused'] += 1;

        expect({ allow: decision.allow, against: objections(it) }).toEqual({
          allow: decision.allow,
          against: decision.allow ? [] : expect.arrayContaining([expect.any(String)]),
        });
      }),
      { numRuns: 3000 },
    );
    // Both sides must have been looked at, or the property says nothing.
    expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(5);
  });

  test('never asks for fewer approvals than the request did', () => {
    fc.assert(
      fc.property(question, (it) => {
        const decision = decide(it);
        if (!decision.allow) return;
        const given = it.request.approvals.length + 1;

        expect(decision.missing).toBeGreaterThanOrEqual(Math.max(0, it.request.quorum - given));
        expect(decision.code).toBe(decision.missing === 0 ? 'approved' : 'more-needed');
      }),
      { numRuns: 2000 },
    );
  });

  test('never asks for fewer because somebody behind the actor is unknown', () => {
    fc.assert(
      fc.property(question, fc.constantFrom('x1', ''), (it, unknown) => {
        const known = decide(it);
        const unmapped = decide({ ...it, suspects: [...it.suspects, unknown] });

        expect(unmapped.allow).toBe(known.allow);
        if (known.allow && unmapped.allow) expect(unmapped.missing).toBeGreaterThanOrEqual(known.missing);
      }),
      { numRuns: 2000 },
    );
  });

  test('answers any texts and numbers with a decision', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', 'toString', ''));
    const wild = fc.record({
      request: fc
        .record({
          expiresAt: fc.double(),
          quorum: fc.double(),
          requester: text,
          suspects: fc.array(text),
          state: fc.constantFrom(...STATES),
          plan: fc.record({ account: text, digest: text }).map(planOf),
        })
        .map(requestOf),
      person: fc
        .record({ id: text, team: text, subjects: fc.array(text), aws: fc.array(text) })
        .map((more) => personOf(more.id, more)),
      policy: fc.record({ workspace: text, approvals: fc.array(rule) }).map(policyOf),
      seen: text,
      suspects: fc.array(text),
      now: fc.double(),
    });
    fc.assert(
      fc.property(wild, (it) => {
        expect(decide(it).reason).not.toBe('');
      }),
      { numRuns: 50 },
    );
  });
});

describe('stillApproved', () => {
  const people = fc.uniqueArray(person, { selector: (it) => it.id });

  test('holds only with a quorum of different people, each of whom may approve now', () => {
    const seen = { held: 0, fallen: 0 };
    fc.assert(
      fc.property(request, people, policy, some<string>(PRINCIPALS), time, (it, approvers, by, suspects, now) => {
        const decision = stillApproved(it, approvers, by, suspects, now);
        const good = new Set(
          it.approvals.flatMap((given) => {
            const who = approvers.find((candidate) => candidate.id === given.person);
            const asked = { ...it, state: 'pending' as const, approvals: [] };
            const fine =
              who !== undefined &&
              objections({ request: asked, person: who, policy: by, seen: given.digest, suspects, now }).length === 0;
            return fine ? [given.person] : [];
          }),
        );
        seen[decision.allow ? 'held' : 'fallen'] += 1;

        if (decision.allow) expect(good.size).toBeGreaterThanOrEqual(it.quorum);
        else expect(decision.reason).not.toBe('');
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(seen.held, seen.fallen)).toBeGreaterThan(5);
  });
});

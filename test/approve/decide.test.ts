import { describe, expect, it } from 'vitest';
import { decide, type Question } from '../../src/approve/decide.ts';
import type { Refusal } from '../../src/approve/decision.ts';
import { needsOf, requirementsFor } from '../../src/approve/requirements.ts';
import type { Plan, PlanTarget } from '../../src/model/plan.ts';
import { RISKS, type BreakGlass, type ProtectedTag, type Risk } from '../../src/model/policy.ts';
import {
  ACCOUNT,
  approvalBy,
  DAVE_ARN,
  DIGEST,
  NOW,
  personOf,
  planOf,
  policyOf,
  requestOf,
  ruleOf,
  targetOf,
} from './support.ts';

function question(more: Partial<Question> = {}): Question {
  return {
    request: requestOf(),
    person: personOf('U0ANA'),
    policy: policyOf(),
    seen: DIGEST,
    suspects: [DAVE_ARN],
    frozen: undefined,
    now: NOW,
    ...more,
  };
}

describe('whose approval counts', () => {
  it('counts a listed member and says how many more are needed', () => {
    expect(decide(question())).toEqual({
      allow: true,
      code: 'more-needed',
      reason: 'Your approval counts; 1 more needed.',
      missing: 1,
    });
  });

  it('is complete with the last one needed', () => {
    const decision = decide(question({ request: requestOf({ approvals: [approvalBy('U0BEN')] }) }));

    expect(decision).toMatchObject({ allow: true, code: 'approved', missing: 0 });
  });

  it('counts a member of a listed group', () => {
    const person = personOf('U0ZOE', { subjects: ['U0ZOE', 'members', 'S0SEC'] });

    expect(decide(question({ person })).allow).toBe(true);
  });

  it('counts any full member where the policy lists members', () => {
    const policy = policyOf({ approvals: [ruleOf({ approvers: ['members'] })] });

    expect(decide(question({ policy, person: personOf('U0ZOE') })).allow).toBe(true);
  });

  it('counts the requester where the rule allows that, but only once', () => {
    const policy = policyOf({ approvals: [ruleOf({ allowSelf: true })] });
    const first = decide(question({ policy, request: requestOf({ requester: 'U0ANA' }) }));
    const second = decide(
      question({ policy, request: requestOf({ requester: 'U0ANA', approvals: [approvalBy('U0ANA')] }) }),
    );

    expect(first).toMatchObject({ allow: true, missing: 1 });
    expect(second).toMatchObject({ allow: false, code: 'person.already-approved' });
  });
});

const REASON = 'The region is on fire, nobody else is up.';

/** A question of somebody who may approve alone, and wants to. */
function alone(glass: Partial<BreakGlass>, more: Partial<Question> = {}): Partial<Question> {
  const breakGlass = { people: ['U0ANA'], accounts: [], channel: 'C0SECOND', reasonLength: 20, perHour: 2, ...glass };
  return { policy: policyOf({ breakGlass }), emergency: REASON, ...more };
}

/** A question about one target with these tags, under a policy that protects a tag. */
function protectedBy(tag: ProtectedTag, tags: PlanTarget['tags']): Partial<Question> {
  return {
    policy: policyOf({ protected: { accounts: [], tags: [tag] } }),
    request: requestOf({ plan: planOf({ targets: [targetOf(tags)] }) }),
  };
}

const refusals: readonly (readonly [code: Refusal, why: string, more: Partial<Question>])[] = [
  ['request.announced', 'what an automation starts by itself', { request: requestOf({ state: 'announced' }) }],
  ['request.decided', 'a request that was approved', { request: requestOf({ state: 'approved' }) }],
  ['request.decided', 'a request that was withdrawn', { request: requestOf({ state: 'withdrawn' }) }],
  ['request.expired', 'the very moment of expiry', { now: requestOf().expiresAt }],
  ['request.expired', 'an expiry that is no time', { request: requestOf({ expiresAt: Number.NaN }) }],
  ['request.other-plan', 'a plan that the person did not see', { seen: 'e'.repeat(64) }],
  ['request.other-plan', 'a button without a digest', { seen: '' }],
  ['person.bot', 'a bot', { person: personOf('U0ANA', { kind: 'bot' }) }],
  ['person.deleted', 'a deactivated account', { person: personOf('U0ANA', { kind: 'deleted' }) }],
  ['person.other-workspace', 'a Slack Connect stranger', { person: personOf('U0ANA', { kind: 'stranger' }) }],
  ['person.other-workspace', 'a member of another workspace', { person: personOf('U0ANA', { team: 'T0OTHER' }) }],
  ['person.guest', 'a guest', { person: personOf('U0ANA', { kind: 'guest' }) }],
  ['person.suspect', 'the person behind the case', { person: personOf('U0ANA', { aws: [DAVE_ARN] }) }],
  [
    'person.suspect',
    'a suspect known since the request was made',
    { suspects: [], person: personOf('U0ANA', { aws: [DAVE_ARN] }) },
  ],
  [
    'person.suspect',
    'a suspect who turned up later',
    { suspects: [DAVE_ARN, 'ana@example.com'], person: personOf('U0ANA', { aws: ['ana@example.com'] }) },
  ],
  [
    'person.suspect',
    'a suspect whose name is written in other letters: AWS does not tell them apart',
    { suspects: ['Ana@Example.com'], person: personOf('U0ANA', { aws: ['ana@example.com'] }) },
  ],
  ['policy.account-unknown', 'an account that the policy does not list', { policy: policyOf({ accounts: [] }) }],
  ['policy.no-rule', 'a policy without rules', { policy: policyOf({ approvals: [] }) }],
  [
    'policy.no-rule',
    'rules for other actions only',
    { policy: policyOf({ approvals: [ruleOf({ actions: ['stop-instance'] })] }) },
  ],
  [
    'policy.no-rule',
    'rules for other risks only',
    { policy: policyOf({ approvals: [ruleOf({ risks: ['reversible'] })] }) },
  ],
  [
    'policy.no-rule',
    'rules for other accounts only',
    { policy: policyOf({ approvals: [ruleOf({ accounts: ['999988887777'] })] }) },
  ],
  ['person.requester', 'the person who asked', { request: requestOf({ requester: 'U0ANA' }) }],
  [
    'person.already-approved',
    'somebody who has approved',
    { request: requestOf({ approvals: [approvalBy('U0ANA')] }) },
  ],
  [
    'person.group-too-new',
    'somebody who joined the group a moment ago',
    { person: personOf('U0ZOE', { recentGroups: ['S0SEC'] }) },
  ],
  [
    'person.group-unreadable',
    'anybody by a group that Slack does not read',
    { person: personOf('U0ZOE', { unreadableGroups: ['S0SEC'] }) },
  ],
  ['person.not-listed', 'somebody who is not listed', { person: personOf('U0ZOE') }],
  ['frozen', 'anybody while Trailbolt is frozen', { frozen: { by: 'U0BEN', at: NOW, reason: 'Drill' } }],
  [
    'policy.account-protected',
    'an account that the policy protects',
    { policy: policyOf({ protected: { accounts: [ACCOUNT], tags: [] } }) },
  ],
  ['target.protected', 'a target with a protected tag', protectedBy({ key: 'tier' }, [{ key: 'tier', value: '0' }])],
  [
    'target.tags-unread',
    'a target whose tags were not read, where tags matter',
    protectedBy({ key: 'tier' }, undefined),
  ],
  ['emergency.off', 'an emergency where the policy knows none', { emergency: REASON }],
  ['emergency.not-listed', 'an emergency of somebody else', alone({}, { person: personOf('U0BEN') })],
  [
    'person.group-too-new',
    'an emergency of a newcomer to its group',
    alone({ people: ['S0LEADS'] }, { person: personOf('U0BEN', { recentGroups: ['S0LEADS'] }) }),
  ],
  ['emergency.other-account', 'an emergency elsewhere', alone({ accounts: ['999988887777'] })],
  ['emergency.reason', 'an emergency without a reason to speak of', alone({}, { emergency: ` now!${' '.repeat(40)}` })],
  [
    'emergency.unknown-actor',
    'destroying alone what somebody unknown did',
    alone({}, { suspects: ['mallory@example.com'] }),
  ],
  ['person.suspect', 'an emergency of the suspect', alone({}, { person: personOf('U0ANA', { aws: [DAVE_ARN] }) })],
  ['person.guest', 'an emergency of a guest', alone({}, { person: personOf('U0ANA', { kind: 'guest' }) })],
  ['frozen', 'an emergency while Trailbolt is frozen', alone({}, { frozen: { by: 'U0BEN', at: NOW, reason: '' } })],
  [
    'person.not-listed',
    'a newcomer to a group that does not matter',
    { person: personOf('U0ZOE', { recentGroups: ['S0OTHER'] }) },
  ],
];

describe('refusals', () => {
  it.each(refusals)('%s: %s', (code, _why, more) => {
    const decision = decide(question(more));

    expect(decision).toMatchObject({ allow: false, code });
    expect(decision.reason).toMatch(/^[A-Z].*\.$/);
  });

  it('has a case above for every code', () => {
    const every: Record<Refusal, true> = {
      'request.announced': true,
      'request.decided': true,
      'request.expired': true,
      'request.other-plan': true,
      'person.bot': true,
      'person.deleted': true,
      'person.other-workspace': true,
      'person.guest': true,
      'person.suspect': true,
      'person.requester': true,
      'person.already-approved': true,
      'person.group-too-new': true,
      'person.group-unreadable': true,
      'person.not-listed': true,
      'policy.no-rule': true,
      'policy.account-unknown': true,
      'policy.account-protected': true,
      'target.protected': true,
      'target.tags-unread': true,
      'emergency.off': true,
      'emergency.not-listed': true,
      'emergency.other-account': true,
      'emergency.reason': true,
      'emergency.unknown-actor': true,
      frozen: true,
    };

    expect(new Set(refusals.map(([code]) => code))).toEqual(new Set(Object.keys(every)));
  });

  it('uses the first rule that fits, even where a later one is looser', () => {
    const policy = policyOf({
      approvals: [ruleOf({ name: 'strict', approvers: ['U0BEN'] }), ruleOf({ name: 'loose', approvers: ['U0ANA'] })],
    });

    expect(requirementsFor(policy, planOf(), [], NOW)?.rules[0].name).toBe('strict');
    expect(decide(question({ policy }))).toMatchObject({ allow: false, code: 'person.not-listed' });
  });
});

function riskOf(risk: Risk): Plan {
  return planOf({ action: { id: 'any', title: 'Any', risk, undo: 'none' } });
}

describe('quorum', () => {
  it.each(RISKS.map((risk) => [risk, risk === 'destructive' ? 2 : 1] as const))('of a %s action is %i', (risk, n) => {
    expect(needsOf(policyOf(), riskOf(risk), [DAVE_ARN], NOW).quorum).toBe(n);
  });

  it.each([
    ['nobody in the policy maps to the actor', [`arn:aws:iam::${ACCOUNT}:user/mallory`]],
    ['the actor is nobody in particular', []],
    ['one of several people behind the actor is unknown', [DAVE_ARN, 'mallory@example.com']],
  ])('of a destructive action rises where %s', (_why, suspects) => {
    const one = policyOf({ approvals: [ruleOf({ quorum: 1 })] });

    expect(needsOf(policyOf(), riskOf('destructive'), suspects, NOW).quorum).toBe(3);
    expect(needsOf(one, riskOf('destructive'), suspects, NOW).quorum).toBe(2);
    expect(needsOf(policyOf(), riskOf('disruptive'), suspects, NOW).quorum).toBe(1);
  });

  it('rises with a policy made stricter since the request, and does not fall with a looser one', () => {
    const stricter = decide(question({ policy: policyOf({ approvals: [ruleOf({ quorum: 4 })] }) }));
    const looser = decide(question({ policy: policyOf({ approvals: [ruleOf({ quorum: 1 })] }) }));

    expect(stricter).toMatchObject({ allow: true, missing: 3 });
    expect(looser).toMatchObject({ allow: true, missing: 1 });
  });

  it('rises when an actor whom nobody maps joins the case', () => {
    const decision = decide(question({ suspects: ['mallory@example.com'] }));

    expect(decision).toMatchObject({ allow: true, missing: 2 });
  });

  it('is not raised for an action that can be taken back', () => {
    const plan = planOf({ action: { id: 'open', title: 'Open', risk: 'reversible', undo: 'exact' } });
    const decision = decide(question({ request: requestOf({ plan, quorum: 1, suspects: [] }), suspects: [] }));

    expect(decision).toMatchObject({ allow: true, code: 'approved' });
  });
});

describe('in an emergency', () => {
  it('one person is enough, who may even have asked for it', () => {
    const decision = decide(question(alone({}, { request: requestOf({ requester: 'U0ANA' }) })));

    expect(decision).toMatchObject({ allow: true, code: 'approved', missing: 0 });
  });

  it('that person need not be in the lists of the rules, nor need there be any', () => {
    const { policy } = alone({ people: ['U0ZOE'] });
    const person = personOf('U0ZOE');

    expect(
      decide(question({ policy: { ...policyOf(), ...policy, approvals: [] }, person, emergency: REASON })).allow,
    ).toBe(true);
  });

  it('what somebody unknown did can still be contained alone, if not destroyed', () => {
    const plan = planOf({ action: { id: 'stop-instance', title: 'Stop', risk: 'disruptive', undo: 'exact' } });
    const suspects = ['mallory@example.com'];

    expect(decide(question(alone({}, { suspects, request: requestOf({ plan, suspects }) }))).allow).toBe(true);
  });
});

describe('tags', () => {
  const targets = [targetOf([]), targetOf([{ key: 'env', value: 'prod' }])];
  const plan = planOf({ action: { id: 'stop', title: 'Stop', risk: 'disruptive', undo: 'exact' }, targets });
  const request = requestOf({ plan, quorum: 1 });
  const prod = ruleOf({
    name: 'prod',
    tags: [{ key: 'env', value: 'prod' }],
    approvers: ['U0BEN', 'U0CLEO'],
    quorum: 2,
  });

  it('on one target make a rule about them hold besides the one that decides', () => {
    const policy = policyOf({ approvals: [prod, ruleOf()] });

    expect(decide(question({ request, policy }))).toMatchObject({
      code: 'person.not-listed',
      reason: 'You are not among the approvers of rule “prod”.',
    });
    expect(decide(question({ request, policy, person: personOf('U0BEN') }))).toMatchObject({ allow: true, missing: 1 });
    expect(requirementsFor(policy, plan, [], NOW)?.raisedBy).toEqual(['rule “prod” (env=prod)']);
  });

  it('of another value do not', () => {
    const policy = policyOf({ approvals: [{ ...prod, tags: [{ key: 'env', value: 'test' }] }, ruleOf()] });

    expect(decide(question({ request, policy }))).toMatchObject({ allow: true, missing: 0 });
  });

  it('never decide alone', () => {
    expect(decide(question({ request, policy: policyOf({ approvals: [prod] }) }))).toMatchObject({
      code: 'policy.no-rule',
    });
  });

  it('that are protected may only ask for more approvals', () => {
    const policy = policyOf({ protected: { accounts: [], tags: [{ key: 'env', quorum: 3 }] } });

    expect(decide(question({ request, policy }))).toMatchObject({ allow: true, missing: 2 });
  });
});

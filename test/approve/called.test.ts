import { describe, expect, it } from 'vitest';
import { calledAlone, calledFor } from '../../src/approve/called.ts';
import { GROUP_PROBATION_MS, type GroupRoll } from '../../src/approve/person.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { approvalBy, DAVE_ARN, NOW, policyOf, requestOf, ruleOf } from './support.ts';

const roll = (...ids: readonly string[]): GroupRoll => ({
  id: 'S0SEC',
  members: Object.fromEntries(ids.map((id) => [id, 0])),
});

function called(
  about: { policy?: Partial<Policy>; request?: Partial<ActionRequest>; rolls?: readonly GroupRoll[] } = {},
): ReturnType<typeof calledFor> {
  return calledFor(policyOf(about.policy), requestOf(about.request), [DAVE_ARN], about.rolls ?? [], NOW);
}
const listing = (...approvers: readonly string[]): Partial<Policy> => ({ approvals: [ruleOf({ approvers })] });

describe('who is called to a request', () => {
  it('is whom the policy lists, a group as such where its members are not known', () => {
    expect(called()).toEqual({ mention: ['U0ANA', 'U0BEN', 'U0CLEO', 'S0SEC'], more: 0, everybody: false });
    const unreadable: GroupRoll = { ...roll('U0DORA'), unreadable: true };
    expect(called({ rolls: [unreadable] }).mention).toContain('S0SEC');
  });

  it('is nobody who is ruled out: requester, suspect, whoever has approved', () => {
    const request = { approvals: [approvalBy('U0ANA')] };

    expect(called({ policy: listing('U0RANA', 'U0DAVE', 'U0ANA', 'U0BEN'), request }).mention).toEqual(['U0BEN']);
  });

  it('may be the requester where the policy lets them approve their own', () => {
    const approvals = [ruleOf({ approvers: ['U0RANA'], allowSelf: true })];

    expect(called({ policy: { approvals } }).mention).toEqual(['U0RANA']);
  });

  it('is a small group by its members, so that neither the suspect nor a newcomer is called', () => {
    const members = { ...roll('U0ANA', 'U0DAVE', 'U0BEN').members, U0EVE: NOW - GROUP_PROBATION_MS + 1 };
    const rolls = [{ id: 'S0SEC', members }];

    expect(called({ policy: listing('S0SEC'), rolls }).mention).toEqual(['U0ANA', 'U0BEN']);
  });

  it('is a large group as one, and of many people five', () => {
    const many = Array.from({ length: 8 }, (_, index) => `U0P${index}`);

    expect(called({ policy: listing('S0SEC'), rolls: [roll(...many)] }).mention).toEqual(['S0SEC']);
    expect(called({ policy: listing(...many) })).toEqual({ mention: many.slice(0, 5), more: 3, everybody: false });
  });

  it('is whom the policy names for it, where it does', () => {
    const approvals = [ruleOf({ mention: ['U0BEN', 'U0DAVE'] })];

    expect(called({ policy: { approvals } }).mention).toEqual(['U0BEN']);
  });

  it('stands in each of two rules that hold at once', () => {
    const tagged = ruleOf({ tags: [{ key: 'tier' }], approvers: ['U0CLEO', 'U0ZOE'] });
    const tags = [{ key: 'tier', value: '0' }];
    const { plan } = requestOf();
    const target = { type: 't', id: 'i', arn: 'a', facts: [], material: {}, warnings: [], tags };
    const request = { plan: { ...plan, targets: [target] } };

    expect(called({ policy: { approvals: [ruleOf(), tagged] }, request }).mention).toEqual(['U0CLEO']);
  });

  it('is nobody by name where every member may, and nobody where no rule fits', () => {
    expect(called({ policy: listing('members') })).toEqual({ mention: [], more: 0, everybody: true });
    expect(called({ policy: { approvals: [] } })).toEqual({ mention: [], more: 0, everybody: false });
  });
});

it('who may approve alone is whom the policy lists for that, without the suspect', () => {
  const breakGlass = { people: ['U0ADA', 'U0DAVE'], accounts: [], channel: 'C1', reasonLength: 20, perHour: 1 };

  expect(calledAlone(policyOf({ breakGlass }), [DAVE_ARN], [], NOW).mention).toEqual(['U0ADA']);
  expect(calledAlone(policyOf(), [], [], NOW).mention).toEqual([]);
});

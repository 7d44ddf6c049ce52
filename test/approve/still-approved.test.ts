import { describe, expect, it } from 'vitest';
import { stillApproved } from '../../src/approve/decide.ts';
import type { Person } from '../../src/model/person.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { approvalBy, DAVE_ARN, NOW, personOf, policyOf, requestOf, ruleOf } from './support.ts';

const approved = requestOf({ state: 'approved', approvals: [approvalBy('U0ANA'), approvalBy('U0BEN')] });
const ana = personOf('U0ANA');
const ben = personOf('U0BEN');

function judge(
  more: {
    request?: ActionRequest;
    approvers?: readonly Person[];
    policy?: Policy;
    suspects?: string[];
    now?: number;
  } = {},
) {
  return stillApproved({
    request: approved,
    approvers: [ana, ben],
    policy: policyOf(),
    suspects: [DAVE_ARN],
    frozen: undefined,
    now: NOW,
    ...more,
  });
}

describe('approvals read again before a call', () => {
  it('still hold when nothing has changed', () => {
    expect(judge()).toMatchObject({ allow: true, code: 'approved' });
  });

  it('still hold without one of more than enough', () => {
    const request = { ...approved, approvals: [approvalBy('U0CLEO'), ...approved.approvals] };

    expect(judge({ request, approvers: [personOf('U0CLEO', { kind: 'deleted' }), ana, ben] }).allow).toBe(true);
  });

  it.each<readonly [string, Parameters<typeof judge>[0], RegExp]>([
    ['nobody has approved', { request: { ...approved, approvals: [] } }, /nobody has approved/i],
    ['an approver cannot be found', { approvers: [ana] }, /cannot be found/i],
    ['no approver can be found', { approvers: [] }, /cannot be found/i],
    ['an approver was deactivated', { approvers: [ana, personOf('U0BEN', { kind: 'deleted' })] }, /deactivated/i],
    ['an approver left the list', { policy: policyOf({ approvals: [ruleOf({ approvers: ['U0ANA'] })] }) }, /not among/],
    [
      'an approver left the group',
      { policy: policyOf({ approvals: [ruleOf({ approvers: ['S0SEC', 'U0ANA'] })] }) },
      /not among/,
    ],
    [
      'an approver turned out to be the suspect',
      { suspects: ['ben'], approvers: [ana, personOf('U0BEN', { aws: ['ben'] })] },
      /person behind/,
    ],
    ['the policy asks for more now', { policy: policyOf({ approvals: [ruleOf({ quorum: 3 })] }) }, /more approvals/],
    ['the account left the policy', { policy: policyOf({ accounts: [] }) }, /not in the policy/],
    ['the rule left the policy', { policy: policyOf({ approvals: [] }) }, /No approval rule/],
    ['the request has expired', { now: approved.expiresAt }, /expired/],
    [
      'the plan is another one than was approved',
      { request: { ...approved, plan: { ...approved.plan, digest: 'e'.repeat(64) } } },
      /no longer the one/,
    ],
    [
      'one approval was for another plan',
      { request: { ...approved, approvals: [approvalBy('U0ANA'), approvalBy('U0BEN', { digest: 'e'.repeat(64) })] } },
      /no longer the one/,
    ],
    [
      'both approvals are one person’s',
      { request: { ...approved, approvals: [approvalBy('U0ANA'), approvalBy('U0ANA', { key: 'other' })] } },
      /approved twice/,
    ],
    ['one was the requester’s own', { request: { ...approved, requester: 'U0BEN' } }, /asked for this yourself/],
  ])('fail when %s', (_why, more, reason) => {
    const decision = judge(more);

    expect(decision.allow).toBe(false);
    expect(decision.reason).toMatch(reason);
  });
});

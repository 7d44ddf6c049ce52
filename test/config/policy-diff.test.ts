import { describe, expect, it } from 'vitest';
import { policyDiff } from '../../src/config/policy-diff.ts';
import { policyOf, ruleOf } from '../approve/support.ts';

describe('the difference of two policies', () => {
  it('is none where only the digest differs', () => {
    expect(policyDiff(policyOf(), policyOf({ digest: 'another' }))).toEqual([]);
  });

  it('names what is new, gone and changed by its path, and entries by their names', () => {
    const from = policyOf({ approvals: [ruleOf({ quorum: 2 }), ruleOf({ name: 'night', approvers: ['U1'] })] });
    const to = policyOf({ approvals: [ruleOf({ quorum: 1, allowSelf: true })], requestLifetime: 60 });

    expect(policyDiff(from, to)).toEqual(
      expect.arrayContaining([
        { path: 'approvals.security.quorum', from: '2', to: '1' },
        { path: 'approvals.security.allowSelf', from: 'false', to: 'true' },
        { path: 'approvals.night.approvers', from: 'U1' },
        { path: 'approvals in order', from: 'security, night', to: 'security' },
        { path: 'requestLifetime', from: '3600', to: '60' },
      ]),
    );
  });

  it('knows that the order of the rules is a part of them', () => {
    const rules = [ruleOf({ name: 'a' }), ruleOf({ name: 'b' })];

    expect(policyDiff(policyOf({ approvals: rules }), policyOf({ approvals: rules.toReversed() }))).toEqual([
      { path: 'approvals in order', from: 'a, b', to: 'b, a' },
    ]);
  });

  it('says that an external id changed, but not to what', () => {
    const account = { id: '111122223333', alias: 'prod', regions: ['us-east-1'] };
    const [from, to] = ['old-secret', 'new-secret'].map((externalId) =>
      policyOf({ accounts: [{ ...account, externalId }] }),
    );

    expect(policyDiff(from ?? policyOf(), to ?? policyOf())).toEqual([
      { path: 'accounts.111122223333.externalId', from: '…', to: '…' },
    ]);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf, actorOf } from '../../src/model/actor-of.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

const ACCOUNT = '111122223333';

function recordBy(userIdentity: CloudTrailRecord, more: CloudTrailRecord = {}): CloudTrailRecord {
  return { eventName: 'DescribeInstances', recipientAccountId: ACCOUNT, userIdentity, ...more };
}

const kinds: readonly { name: string; identity: CloudTrailRecord; root: { id: string; name: string } }[] = [
  {
    name: 'the root user',
    identity: { type: 'Root', accountId: ACCOUNT, principalId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
    root: { id: `arn:aws:iam::${ACCOUNT}:root`, name: 'root' },
  },
  {
    name: 'the root user without an ARN',
    identity: { type: 'Root', accountId: ACCOUNT },
    root: { id: `arn:aws:iam::${ACCOUNT}:root`, name: 'root' },
  },
  {
    name: 'an IAM user under a path',
    identity: { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ops/ana`, userName: 'ana' },
    root: { id: `arn:aws:iam::${ACCOUNT}:user/ops/ana`, name: 'ana' },
  },
  {
    name: 'an IAM user without an ARN',
    identity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'ana' },
    root: { id: `arn:aws:iam::${ACCOUNT}:user/ana`, name: 'ana' },
  },
  {
    name: 'a failed sign-in whose user name AWS hides',
    identity: { type: 'IAMUser', accountId: ACCOUNT, principalId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    root: { id: `principal:${ACCOUNT}`, name: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  },
  {
    name: 'an assumed role with its issuer',
    identity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/claimed-name`,
      sessionContext: { sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ACCOUNT}:role/ci/Deploy` } },
    },
    root: { id: `arn:aws:iam::${ACCOUNT}:role/ci/Deploy`, name: 'Deploy' },
  },
  {
    name: 'an assumed role without its issuer',
    identity: { type: 'AssumedRole', arn: `arn:aws-us-gov:sts::${ACCOUNT}:assumed-role/Deploy/claimed-name` },
    root: { id: `arn:aws-us-gov:iam::${ACCOUNT}:role/Deploy`, name: 'Deploy' },
  },
  {
    name: 'a federated user, by whoever made the token',
    identity: {
      type: 'FederatedUser',
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/free-text`,
      principalId: `${ACCOUNT}:free-text`,
      sessionContext: { sessionIssuer: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ana` } },
    },
    root: { id: `arn:aws:iam::${ACCOUNT}:user/ana`, name: 'ana' },
  },
  {
    name: 'a federated user of an unknown maker',
    identity: {
      type: 'FederatedUser',
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/free-text`,
      principalId: `${ACCOUNT}:free-text`,
    },
    root: { id: `principal:${ACCOUNT}`, name: ACCOUNT },
  },
  {
    name: 'an AWS service',
    identity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
    root: { id: 'service:autoscaling.amazonaws.com', name: 'autoscaling.amazonaws.com' },
  },
  {
    name: 'a role of another account',
    identity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AROAEXAMPLE:free-text' },
    root: { id: 'principal:AROAEXAMPLE', name: 'AROAEXAMPLE' },
  },
  {
    name: 'another account without a principal',
    identity: { type: 'AWSAccount', accountId: '444455556666' },
    root: { id: 'principal:444455556666', name: '444455556666' },
  },
  {
    name: 'a SAML user',
    identity: { type: 'SAMLUser', principalId: 'provider+hash=:ana@example.com', userName: 'ana@example.com' },
    root: { id: 'principal:provider+hash=:ana@example.com', name: 'ana@example.com' },
  },
  {
    name: 'a web identity user',
    identity: { type: 'WebIdentityUser', principalId: 'accounts.google.com:app:42', userName: '42' },
    root: { id: 'principal:accounts.google.com:app:42', name: '42' },
  },
  {
    name: 'an Identity Center user',
    identity: { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: '9067-ab' }, credentialId: 'c' },
    root: { id: 'principal:9067-ab', name: '9067-ab' },
  },
  {
    name: 'an ARN cut short',
    identity: { type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role` },
    root: { id: `arn:aws:sts::${ACCOUNT}:assumed-role`, name: 'assumed-role' },
  },
  { name: 'an unknown kind', identity: { type: 'Unknown' }, root: { id: 'unknown', name: 'unknown' } },
];

describe('actorOf', () => {
  it.each(kinds)('finds the root actor of $name', ({ identity, root }) => {
    expect(actorOf(recordBy(identity)).root).toEqual(root);
  });

  it('keeps the session name apart from the root actor', () => {
    const actor = actorOf(
      recordBy({
        type: 'AssumedRole',
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ana@example.com`,
        accountId: ACCOUNT,
        accessKeyId: 'ASIAEXAMPLE',
        sessionContext: { attributes: { mfaAuthenticated: 'false' }, sourceIdentity: 'ana' },
      }),
    );

    expect(actor).toEqual({
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ana@example.com`,
      account: ACCOUNT,
      root: { id: `arn:aws:iam::${ACCOUNT}:role/Deploy`, name: 'Deploy' },
      session: 'ana@example.com',
      accessKeyId: 'ASIAEXAMPLE',
      mfa: false,
      sourceIdentity: 'ana',
    });
  });

  it('reads MFA of a console sign-in', () => {
    const signIn = recordBy({ type: 'IAMUser' }, { additionalEventData: { MFAUsed: 'Yes' } });

    expect(actorOf(signIn).mfa).toBe(true);
  });

  it('gives two sessions of one role the same root actor', () => {
    const roots = ['first', 'second'].map(
      (session) =>
        actorOf(recordBy({ type: 'AssumedRole', arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/${session}` })).root,
    );

    expect(roots[0]).toEqual(roots[1]);
  });

  it('gives an actor with a bounded root id for any JSON in any field', () => {
    const field = fc.oneof(fc.jsonValue(), fc.string({ minLength: 3000, maxLength: 3001 }), fc.constant({ arn: 7 }));
    const identity = fc.record(
      {
        type: fc.oneof(field, fc.constantFrom('Root', 'IAMUser', 'AssumedRole', 'AWSService', 'SAMLUser')),
        arn: field,
        accountId: field,
        principalId: field,
        userName: field,
        invokedBy: field,
        sessionContext: field,
        onBehalfOf: field,
      },
      { requiredKeys: [] },
    );

    fc.assert(
      fc.property(fc.oneof(identity, field), (userIdentity) => {
        const { root } = actorOf({ userIdentity } as CloudTrailRecord);
        expect(root.id.length).toBeGreaterThan(0);
        expect(root.id.length).toBeLessThanOrEqual(2048);
        expect(root.name.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('accountOf', () => {
  it('prefers the account that received the record', () => {
    expect(accountOf({ recipientAccountId: ACCOUNT, userIdentity: { accountId: '444455556666' } })).toBe(ACCOUNT);
  });

  it("falls back to the caller's account, then to the account in its ARN", () => {
    expect(accountOf({ userIdentity: { accountId: '444455556666' } })).toBe('444455556666');
    expect(accountOf({ userIdentity: { arn: 'arn:aws:iam::444455556666:user/ana' } })).toBe('444455556666');
  });

  it('restores leading zeros of an account stored as a number', () => {
    expect(accountOf({ recipientAccountId: 11122223333 })).toBe('011122223333');
  });

  it('is undefined where the record does not say', () => {
    expect(accountOf({ userIdentity: ['not an object'] })).toBeUndefined();
  });
});

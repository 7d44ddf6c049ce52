import { describe, expect, it } from 'vitest';
import { decide } from '../../src/approve/decide.ts';
import { needsOf } from '../../src/approve/requirements.ts';
import { actorOf } from '../../src/model/actor-of.ts';
import { principalsOf, UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { ACCOUNT, DIGEST, NOW, personOf, planOf, policyOf, requestOf } from './support.ts';

const SSO_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b2c`;

function assumed(role: string, session: string, more: JsonObject = {}): JsonObject {
  return {
    type: 'AssumedRole',
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split('/').at(-1)}/${session}`,
    sessionContext: { sessionIssuer: { type: 'Role', arn: role, accountId: ACCOUNT }, ...more },
  };
}

/** May Dave, whom the policy maps to `aws`, approve the remedy of a case about who made this record? */
function daveApproves(identity: JsonObject, aws: string): boolean {
  const actor = actorOf({ userIdentity: identity });
  const suspects = principalsOf(actor);
  const person = personOf('U0ANA', { aws: [aws] });
  const request = requestOf({ suspects });
  return decide({ request, person, policy: policyOf(), seen: DIGEST, suspects, frozen: undefined, now: NOW }).allow;
}

describe('the person behind a record cannot approve its remedy', () => {
  it.each<[string, JsonObject, string]>([
    [
      'an IAM user, by ARN',
      { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/dev/dave`, userName: 'dave' },
      `arn:aws:iam::${ACCOUNT}:user/dev/dave`,
    ],
    ['an Identity Center session, by its name', assumed(SSO_ROLE, 'dave@example.com'), 'dave@example.com'],
    [
      'an Identity Center session of a Region',
      assumed(SSO_ROLE.replace('.com/', '.com/eu-central-1/'), 'dave@example.com'),
      'dave@example.com',
    ],
    [
      'an Identity Center user, by the id that the policy names',
      { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: '9067642ac7-dave' } },
      '9067642ac7-dave',
    ],
    [
      'any role with a source identity',
      assumed(`arn:aws:iam::${ACCOUNT}:role/deploy`, 'job-1', { sourceIdentity: 'dave' }),
      'dave',
    ],
  ])('%s', (_what, identity, aws) => {
    expect(daveApproves(identity, aws)).toBe(false);
    expect(daveApproves(identity, 'somebody-else')).toBe(true);
  });

  it('but a free session name accuses nobody: its caller chose it', () => {
    expect(daveApproves(assumed(`arn:aws:iam::${ACCOUNT}:role/deploy`, 'dave@example.com'), 'dave@example.com')).toBe(
      true,
    );
  });

  it.each([
    ['of its name', `arn:aws:iam::${ACCOUNT}:role/AWSReservedSSO_Admin_0a1b2c`],
    ['of its name under a path of their own', `arn:aws:iam::${ACCOUNT}:role/x/AWSReservedSSO_Admin_0a1b2c`],
    ['under a path that ends like the reserved one', SSO_ROLE.replace('role/', 'role/x/')],
  ])('nor does a session of a role that only looks like Identity Center’s, %s', (_what, role) => {
    expect(daveApproves(assumed(role, 'dave@example.com'), 'dave@example.com')).toBe(true);
  });

  it('nor one whose issuer the record does not name: the path, which proves it, is there alone', () => {
    const { sessionContext: _issuer, ...identity } = assumed(SSO_ROLE, 'dave@example.com');

    expect(daveApproves(identity, 'dave@example.com')).toBe(true);
  });

  it('nor does a record of nobody in particular, whatever the policy says', () => {
    const deploy = assumed(`arn:aws:iam::${ACCOUNT}:role/deploy`, 'job-1');

    expect(daveApproves(deploy, UNKNOWN_PRINCIPAL)).toBe(true);
  });
});

describe('who is behind the records is certain, and the quorum not raised', () => {
  const dave = assumed(SSO_ROLE, 'dave@example.com');
  const people = [
    { slack: 'U0DAVE', name: 'Dave', aws: ['dave@example.com', 'dave', 'source-identity:dave', UNKNOWN_PRINCIPAL] },
  ];
  const quorumOf = (...identities: readonly JsonObject[]): number => {
    const suspects = identities.flatMap((userIdentity) => principalsOf(actorOf({ userIdentity })));
    return needsOf(policyOf({ people }), planOf(), suspects, NOW).quorum;
  };

  it('for sessions of Identity Center, whatever source identity they carry', () => {
    expect(quorumOf(dave)).toBe(2);
    expect(quorumOf(dave, assumed(SSO_ROLE, 'dave@example.com', { sourceIdentity: 'somebody' }))).toBe(2);
  });

  it.each<[string, readonly JsonObject[]]>([
    [
      'a source identity that the actor may have chosen',
      [assumed(`arn:aws:iam::${ACCOUNT}:role/deploy`, 'job-1', { sourceIdentity: 'dave' })],
    ],
    [
      'a role with no more than the name of an Identity Center role',
      [assumed(`arn:aws:iam::${ACCOUNT}:role/AWSReservedSSO_Admin_0a1b2c`, 'dave@example.com')],
    ],
    [
      'one session of many whose person is unknown',
      [dave, assumed(`arn:aws:iam::${ACCOUNT}:role/deploy`, 'dave@example.com')],
    ],
    ['nobody in particular', [{ type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }]],
  ])('but not for %s', (_what, identities) => {
    expect(quorumOf(...identities)).toBe(3);
  });
});

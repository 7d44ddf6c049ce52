import { describe, expect, it } from 'vitest';
import { decide } from '../../src/approve/decide.ts';
import { actorOf } from '../../src/model/actor-of.ts';
import { principalsOf } from '../../src/model/principals.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { ACCOUNT, DIGEST, NOW, personOf, policyOf, requestOf } from './support.ts';

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
  return decide({ request: requestOf({ suspects }), person, policy: policyOf(), seen: DIGEST, suspects, now: NOW })
    .allow;
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
      'an Identity Center user, by the id that the policy names',
      { type: 'IdentityCenterUser', accountId: ACCOUNT, onBehalfOf: { userId: '9067642ac7-dave' } },
      '9067642ac7-dave',
    ],
    [
      'any role with an enforced source identity',
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
});

import type { AwsSnapshot } from '../../contract.ts';
import { when, type Thing } from './thing.ts';

export function users(aws: AwsSnapshot): readonly Thing[] {
  return aws.users.map((user) => ({
    key: `user/${user.name}`,
    name: user.name,
    facts: [
      ...when(user.password, {
        about: 'console password',
        is: user.mfa ? 'with MFA' : 'without MFA',
        tone: user.mfa ? 'good' : 'off',
        shown: `console password, ${user.mfa ? 'with' : 'no'} MFA`,
      }),
      { about: 'policies', is: user.policies, shown: user.policies.join(', ') },
      { about: 'groups', is: user.groups },
    ],
    parts: user.keys.map(({ id, status }) => ({
      key: `key/${id}`,
      name: id,
      state: status,
      tone: status === 'Active' ? 'good' : 'off',
    })),
  }));
}

/** The account's own first: what AWS made and keeps is of little interest. */
export function roles(aws: AwsSnapshot): readonly Thing[] {
  return aws.roles
    .toSorted((a, b) => Number(a.ofAws) - Number(b.ofAws))
    .map((role) => ({
      key: `role/${role.name}`,
      name: role.name,
      facts: [
        ...when(role.trusts.includes('everybody'), { about: 'open', is: 'everybody may assume it', tone: 'bad' }),
        ...when(role.ofAws, { about: 'kept by', is: 'AWS', tone: 'off', shown: 'AWS’s own' }),
        { about: 'trusts', is: role.trusts },
        { about: 'policies', is: role.policies },
        ...when(role.boundary !== undefined, { about: 'bounded by', is: role.boundary ?? '' }),
      ],
    }));
}

export function ownPolicies(aws: AwsSnapshot): readonly Thing[] {
  return aws.policies.map(({ name, attachedTo }) => ({
    key: `policy/${name}`,
    name,
    facts: [{ about: 'attached to', is: attachedTo }],
  }));
}

import type { AwsSnapshot } from '../../contract.ts';
import type { AccountState } from '../state/account.ts';
import type { Principal } from '../state/principals.ts';

/** Users, roles and the account's own policies. */
export function viewIdentities(account: AccountState): Pick<AwsSnapshot, 'users' | 'roles' | 'policies'> {
  const policiesOf = ({ attached, inline }: Principal): string[] => [
    ...[...attached].map((arn) => account.managedPolicies.get(arn)?.name ?? arn),
    ...inline.keys(),
  ];
  const holders: readonly Principal[] = [
    ...account.users.values(),
    ...account.roles.values(),
    ...account.groups.values(),
  ];
  return {
    users: [...account.users.values()].map((user) => ({
      name: user.name,
      keys: [...user.keys.values()].map(({ id, status }) => ({ id, status })),
      policies: policiesOf(user),
      password: user.loginProfile !== undefined,
      mfa: user.mfaDevices.length > 0,
      groups: [...account.groups.values()].filter(({ members }) => members.has(user.name)).map(({ name }) => name),
    })),
    roles: [...account.roles.values()].map((role) => {
      const trusts = role.trust.document.statements.flatMap(({ effect, principals }) =>
        effect !== 'Allow' || principals === undefined
          ? []
          : [...(principals.any ? ['everybody'] : []), ...principals.aws, ...principals.service],
      );
      return {
        name: role.name,
        policies: policiesOf(role),
        trusts: [...new Set(trusts)],
        ofAws: /^\/aws-(?:service-role|reserved)\//u.test(role.path),
        ...(role.boundary === undefined ? {} : { boundary: role.boundary.split('/').at(-1) ?? role.boundary }),
      };
    }),
    policies: [...account.managedPolicies.values()]
      .filter(({ arn }) => !arn.startsWith('arn:aws:iam::aws:'))
      .map(({ arn, name }) => ({
        name,
        attachedTo: holders.filter(({ attached }) => attached.has(arn)).map((holder) => holder.name),
      })),
  };
}

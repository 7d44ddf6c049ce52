import { mustParse } from '../iam/document.ts';
import type { AccountState } from '../state/account.ts';
import { iamId } from '../state/ids.ts';
import type { Role } from '../state/principals.ts';

/** A role that AWS itself makes and keeps, so no call of anybody makes it. */
export function addReservedRole(
  account: AccountState,
  path: string,
  name: string,
  policy: string,
  trust: object,
): Role {
  const text = JSON.stringify(trust);
  const role: Role = {
    name,
    path,
    id: iamId('AROA'),
    arn: `arn:aws:iam::${account.id}:role${path}${name}`,
    createdAt: account.schedule.now(),
    tags: new Map(),
    inline: new Map(),
    attached: new Set([`arn:aws:iam::aws:policy/${policy}`]),
    trust: { text, document: mustParse(text, 'trust') },
    maxSessionDuration: 3600,
  };
  account.roles.set(name, role);
  return role;
}

import { PRINCIPAL_TYPE } from '../../model/live-names.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { namesFrom, type Namer } from './namer.ts';

/** Pages of users and of roles that are read for an id; a page holds a thousand. */
const PAGES = 3;

/**
 * Users and roles by their unique id (`AIDA…`, `AROA…`): what a record has where it names nobody. IAM cannot be asked about one, so
 * its lists are read ("IAM identifiers", IAM User Guide).
 */
export const principalNames: Namer = {
  types: [PRINCIPAL_TYPE],
  permissions: ['iam:ListRoles', 'iam:ListUsers'],
  most: 5,
  async read(session, ids) {
    const users = ids.some((id) => id.startsWith('AIDA')) ? await usersById(session) : [];
    const roles = ids.some((id) => id.startsWith('AROA')) ? await rolesById(session) : [];
    return namesFrom([...users, ...roles].filter(([id]) => id !== undefined && ids.includes(id)));
  },
};

type Pairs = readonly (readonly [id: string | undefined, name: string | undefined])[];

async function usersById(session: AwsSession): Promise<Pairs> {
  return paged(async (Marker) => {
    const { output } = await session.call('iam:ListUsers', { MaxItems: 1000, ...Marker });
    return [(output.Users ?? []).map(({ UserId, UserName }) => [UserId, UserName] as const), output.Marker];
  });
}

async function rolesById(session: AwsSession): Promise<Pairs> {
  return paged(async (Marker) => {
    const { output } = await session.call('iam:ListRoles', { MaxItems: 1000, ...Marker });
    return [(output.Roles ?? []).map(({ RoleId, RoleName }) => [RoleId, RoleName] as const), output.Marker];
  });
}

async function paged(
  read: (marker: { readonly Marker?: string }) => Promise<readonly [page: Pairs, next: string | undefined]>,
): Promise<Pairs> {
  const all: Pairs[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const [found, marker] = await read(next === undefined ? {} : { Marker: next });
    all.push(found);
    if (marker === undefined) break;
    next = marker;
  }
  return all.flat();
}

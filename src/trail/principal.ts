import type { Actor } from '../model/actor.ts';
import { actorOf } from '../model/actor-of.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import type { Query } from './query.ts';
import { sameName } from './wanted.ts';

/**
 * The questions that find what people call a principal, by all the names that it has. A bare name may be an IAM user, a
 * session or a role, and `LookupEvents` files a role's calls under the session name only, so a role has to be read for.
 */
export function principalQueries(principals: readonly string[]): readonly Query[] {
  const asked = principals.map(forOne);
  const read = asked.filter((query) => query.attribute === undefined || query.mayBeRole === true);
  if (read.length === 0) return asked;
  const certain = asked.filter(({ attribute }) => attribute !== undefined);
  const matches = (record: CloudTrailRecord): boolean => read.some((query) => query.matches(record));
  return [
    ...certain,
    {
      ...(certain.length === 0 ? {} : { lastResort: true }),
      matches,
      nameIn: (record) => actorOf(record).root.name,
      exactly: userIn,
    },
  ];
}

function forOne(principal: string): Query & { readonly mayBeRole?: true } {
  if (/^A(?:KIA|SIA)[A-Z0-9]{12,124}$/.test(principal)) {
    return { attribute: { key: 'AccessKeyId', value: principal }, matches: by((it) => it.accessKeyId === principal) };
  }
  const user = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(principal);
  if (user?.[1] !== undefined) {
    return { attribute: { key: 'Username', value: user[1] }, matches: by(({ root }) => sameName(root.id, principal)) };
  }
  const session = /^arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+\/(.+)$/.exec(principal);
  if (session?.[1] !== undefined) {
    return { attribute: { key: 'Username', value: session[1] }, matches: by(({ arn }) => arn === principal) };
  }
  if (principal.startsWith('arn:') || principal.includes(':'))
    return { matches: by(({ root }) => sameName(root.id, principal)) };
  return {
    attribute: { key: 'Username', value: principal },
    mayBeRole: true,
    matches: by(
      ({ root, session: own }) =>
        sameName(root.name, principal) || sameName(own, principal) || sameName(root.id, `principal:${principal}`),
    ),
  };
}

function userIn(record: CloudTrailRecord): Query | undefined {
  const { type, root } = actorOf(record);
  if (type !== 'IAMUser') return undefined;
  return { attribute: { key: 'Username', value: root.name }, matches: by((actor) => actor.root.id === root.id) };
}

function by(fits: (actor: Actor) => boolean): Query['matches'] {
  return (record) => fits(actorOf(record));
}

import type { Actor } from '../model/actor.ts';
import { actorOf } from '../model/actor-of.ts';
import type { Query } from './query.ts';

/**
 * The questions that find what people call a principal. A bare name may be an IAM user, a session or a role, and
 * `LookupEvents` files a role's calls under the session name only, so a role has to be read for.
 */
export function principalQueries(principal: string): readonly Query[] {
  if (/^A(?:KIA|SIA)[A-Z0-9]{12,124}$/.test(principal)) {
    return [
      { attribute: { key: 'AccessKeyId', value: principal }, matches: by((actor) => actor.accessKeyId === principal) },
    ];
  }
  const user = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(principal);
  if (user?.[1] !== undefined) {
    return [{ attribute: { key: 'Username', value: user[1] }, matches: by((actor) => actor.root.id === principal) }];
  }
  const session = /^arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+\/(.+)$/.exec(principal);
  if (session?.[1] !== undefined) {
    return [{ attribute: { key: 'Username', value: session[1] }, matches: by((actor) => actor.arn === principal) }];
  }
  if (principal.startsWith('arn:') || principal.includes(':'))
    return [{ matches: by((actor) => actor.root.id === principal) }];
  return [
    {
      attribute: { key: 'Username', value: principal },
      matches: by((actor) => actor.root.name === principal || actor.session === principal),
    },
    { lastResort: true, matches: by((actor) => actor.root.name === principal) },
  ];
}

function by(fits: (actor: Actor) => boolean): Query['matches'] {
  return (record) => fits(actorOf(record));
}

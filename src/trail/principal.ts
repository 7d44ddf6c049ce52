import type { Actor } from '../model/actor.ts';
import type { LookupAttribute } from '../ports/trail-source.ts';

/** How to ask the trail about a principal: `LookupEvents` takes one attribute, the rest is told apart afterwards. */
export interface PrincipalQuery {
  /** Absent: everything has to be read and told apart here. */
  readonly attribute?: { readonly key: LookupAttribute; readonly value: string };
  matches(actor: Actor): boolean;
}

/**
 * The questions that find what people call a principal. A bare name may be an IAM user, a session or a role, and
 * `LookupEvents` files a role's calls under the session name only, so a role has to be read for.
 */
export function queriesFor(principal: string): readonly PrincipalQuery[] {
  if (/^A(?:KIA|SIA)[A-Z0-9]{12,124}$/.test(principal)) {
    return [
      { attribute: { key: 'AccessKeyId', value: principal }, matches: (actor) => actor.accessKeyId === principal },
    ];
  }
  const user = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(principal);
  if (user?.[1] !== undefined) {
    return [{ attribute: { key: 'Username', value: user[1] }, matches: (actor) => actor.root.id === principal }];
  }
  const session = /^arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+\/(.+)$/.exec(principal);
  if (session?.[1] !== undefined) {
    return [{ attribute: { key: 'Username', value: session[1] }, matches: (actor) => actor.arn === principal }];
  }
  if (principal.startsWith('arn:') || principal.includes(':'))
    return [{ matches: (actor) => actor.root.id === principal }];
  return [
    {
      attribute: { key: 'Username', value: principal },
      matches: (actor) => actor.root.name === principal || actor.session === principal,
    },
    { matches: (actor) => actor.root.name === principal },
  ];
}

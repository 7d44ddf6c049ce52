import type { Actor } from './actor.ts';

/**
 * Stands among the principals for a record of nobody in particular, so that one such record keeps a shared role from
 * counting as known. No principal of AWS holds a space: no person can map to it.
 */
export const UNKNOWN_PRINCIPAL = 'nobody in particular';

/** Neither a session name nor a source identity may hold a colon, so nothing that a caller chooses begins like this. */
const SOURCE_IDENTITY = 'source-identity:';

/** IAM keeps this path for Identity Center: a role that only has the name of one is anybody's. */
const IDENTITY_CENTER_ROLE =
  /^arn:[^:]+:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?AWSReservedSSO_[^/]+$/;

/**
 * Who may be behind an actor, as the policy's `people[].aws` names them; never empty.
 *
 * One person stands behind an IAM user's ARN, the session name of an Identity Center role (told by its reserved path,
 * which only the session's issuer carries) and Identity Center's user id. Where there is none of them,
 * `UNKNOWN_PRINCIPAL` takes their place. A session name of any other role is free text of its caller and never counts.
 *
 * A source identity is added as `source-identity:<name>`. Nothing says that whoever set it was made to tell the truth:
 * it keeps the person it names from approving, but does not make the actor known.
 */
export function principalsOf(actor: Actor): readonly string[] {
  const found: string[] = [];
  if (/^arn:[^:]+:iam::\d{12}:user\//.test(actor.root.id)) found.push(actor.root.id);
  // The policy names the bare user id; `principal:` is ours.
  if (actor.type === 'IdentityCenterUser') found.push(actor.root.id.replace(/^principal:/, ''));
  if (actor.session !== undefined && IDENTITY_CENTER_ROLE.test(actor.root.id)) found.push(actor.session);
  if (found.length === 0) found.push(UNKNOWN_PRINCIPAL);
  if (actor.sourceIdentity !== undefined) found.push(`${SOURCE_IDENTITY}${actor.sourceIdentity}`);
  return found;
}

/** Does this principal stand for one person, for certain? */
export function standsForPerson(principal: string): boolean {
  return principal !== UNKNOWN_PRINCIPAL && !principal.startsWith(SOURCE_IDENTITY);
}

/** May whoever maps to `principal` in the policy be behind one of these? A claimed source identity is enough. */
export function isSuspect(principal: string, suspects: readonly string[]): boolean {
  const bare = withoutPrefix(principal);
  return suspects.some((suspect) => suspect !== UNKNOWN_PRINCIPAL && same(withoutPrefix(suspect), bare));
}

/** Is it certain who is behind these: at least one person, and each of them among the `known` of the policy? */
export function areKnown(suspects: readonly string[], known: readonly string[]): boolean {
  const people = suspects.filter((suspect) => !suspect.startsWith(SOURCE_IDENTITY));
  return (
    people.length > 0 &&
    people.every((suspect) => standsForPerson(suspect) && known.some((principal) => same(principal, suspect)))
  );
}

function withoutPrefix(principal: string): string {
  return principal.startsWith(SOURCE_IDENTITY) ? principal.slice(SOURCE_IDENTITY.length) : principal;
}

/** IAM and Identity Center do not tell names apart by case, so the spelling in the policy must not either. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

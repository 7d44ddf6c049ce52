import type { Actor } from './actor.ts';

/**
 * The identifiers of an actor that can stand for one person, as the policy's `people[].aws` names them: an IAM user's
 * ARN, the session name of an `AWSReservedSSO_*` role (Identity Center sets it), Identity Center's user id, or an
 * enforced source identity. A session name of any other role is free text of its caller and never counts.
 */
export function principalsOf(actor: Actor): readonly string[] {
  const found: string[] = [];
  if (/^arn:[^:]+:iam::\d{12}:user\//.test(actor.root.id)) found.push(actor.root.id);
  // The policy names the bare user id; `principal:` is ours.
  if (actor.type === 'IdentityCenterUser') found.push(actor.root.id.replace(/^principal:/, ''));
  if (actor.session !== undefined && /:role\/(?:.*\/)?AWSReservedSSO_[^/]+$/.test(actor.root.id))
    found.push(actor.session);
  if (actor.sourceIdentity !== undefined) found.push(actor.sourceIdentity);
  return found;
}

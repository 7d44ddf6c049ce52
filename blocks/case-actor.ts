import type { RichTextElement } from '@slack/types';
import type { Actor } from '../src/model/actor.ts';
import type { Case } from '../src/model/case.ts';
import { nameKey, PRINCIPAL_TYPE, type LiveNames } from '../src/model/live-names.ts';
import { principalsOf } from '../src/model/principals.ts';
import { clip, codes, rich } from './text.ts';

/**
 * The principal with all that tells one from another: `role/deploy, claims to be dave, key ASIA…`, and who of the policy's
 * people that is.
 */
export function caseActor(it: Case, names: LiveNames | undefined, person: string | undefined): RichTextElement[] {
  const { accessKeyId, invokedBy, session, sourceIdentity } = it.actor;
  const [principal, isRole] = principalOf(it.actor, it.account);
  const called = names?.[nameKey({ type: PRINCIPAL_TYPE, id: it.actor.root.id.replace(/^principal:/u, '') })];
  const parts: RichTextElement[][] = [
    [
      rich.code(principal),
      ...(called === undefined ? [] : [rich.text(` “${clip(called, 40)}”`)]),
      ...(person === undefined ? [] : [rich.text(` (${clip(person, 40)})`)]),
    ],
  ];
  if (session !== undefined) {
    // Identity Center sets the name of its sessions; anybody else's is free text of its caller.
    const claim = principalsOf(it.actor).includes(session) ? 'session ' : 'claims to be ';
    parts.push([rich.text(isRole ? claim : `session ${claim}`), rich.code(session, 80)]);
  }
  if (sourceIdentity !== undefined) parts.push([rich.text('source identity '), rich.code(sourceIdentity, 80)]);
  if (invokedBy !== undefined) parts.push([rich.text('through '), rich.code(invokedBy, 80)]);
  if (accessKeyId !== undefined) {
    const owner = names?.[nameKey({ type: 'AWS::IAM::AccessKey', id: accessKeyId })];
    parts.push([
      rich.text('key '),
      rich.code(accessKeyId, 40),
      ...(owner === undefined || owner === it.actor.root.name ? [] : [rich.text(` of ${clip(owner, 40)}`)]),
    ]);
  }
  return parts.flatMap((part, index) => (index === 0 ? part : [rich.text(', '), ...part]));
}

/** Every other actor of a case, by principal; of many how many more. */
export function otherActors(it: Case): RichTextElement[] {
  return codes(
    (it.actors ?? []).map((actor) => principalOf(actor, it.account)[0]),
    4,
  );
}

/** `user/dave` of the case's own account, which the card names; the whole ARN of anybody else. */
function principalOf({ arn, root }: Actor, account: string): readonly [principal: string, isRole: boolean] {
  const [, owner, kind, name] = /^arn:[a-z-]+:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/u.exec(root.id) ?? [];
  if (owner === undefined || owner !== account) return [arn ?? root.id, false];
  return [`${kind}/${name}`, kind === 'role'];
}

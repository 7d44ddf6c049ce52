import type { Person } from '../model/person.ts';
import type { PersonEntry } from '../model/policy.ts';
import { isSuspect } from '../model/principals.ts';
import { hasRole } from './person.ts';

/**
 * Why somebody cannot look after a case, in a sentence; undefined: they can.
 * @param suspects principals behind the case, and behind those that were merged with it.
 */
export function whyNotAssignee(person: Person, suspects: readonly string[]): string | undefined {
  const { name, kind, role } = person;
  if (kind === 'bot') return `${name} is a program, which cannot look after a case.`;
  if (kind === 'deleted') return `The Slack account of ${name} is deactivated.`;
  if (kind === 'stranger') return `${name} is of another workspace; only members of this one look after cases.`;
  if (kind === 'guest') return `${name} is a guest, and guests cannot look after cases.`;
  if (person.aws.some((principal) => isSuspect(principal, suspects)))
    return `${name} is the person behind the principal that this case is about, so somebody else has to look after it.`;
  if (!hasRole(person, 'responder'))
    return `${name} has ${role === undefined ? 'no role' : `the role ${role}`} in Trailbolt; looking after a case needs the role responder.`;
  return undefined;
}

/** Does the policy map this user to one of the principals behind a case? */
export function isBehind(user: string, people: readonly PersonEntry[], suspects: readonly string[]): boolean {
  return people.some(({ slack, aws }) => slack === user && aws.some((principal) => isSuspect(principal, suspects)));
}

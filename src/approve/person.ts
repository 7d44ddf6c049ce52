import type { Person } from '../model/person.ts';
import { ROLES, type Policy, type Role, type Subject } from '../model/policy.ts';
import type { ChatUser } from '../ports/chat.ts';

/** A user group's members with when each was first seen in it (Unix ms; 0: when the group itself was first read). */
export interface GroupRoll {
  readonly id: string;
  readonly members: Readonly<Record<string, number>>;
  /** Slack refuses to say who is in it. */
  readonly unreadable?: true;
}

/** Members added to a group less than this long ago do not count. */
export const GROUP_PROBATION_MS = 24 * 60 * 60 * 1000;

/** What the policy and Slack say of a user, put together. Pure. */
export function personFrom(user: ChatUser, groups: readonly GroupRoll[], policy: Policy, now: number): Person {
  const kind = kindOf(user, policy);
  const subjects: Subject[] = [user.id];
  const recentGroups: string[] = [];
  if (kind === 'member') {
    subjects.push('members');
    for (const group of groups) {
      const since = group.members[user.id];
      if (since === undefined) continue;
      (since === 0 || now - since >= GROUP_PROBATION_MS ? subjects : recentGroups).push(group.id);
    }
  }
  return {
    id: user.id,
    name: user.name,
    team: user.team,
    kind,
    role: kind === 'member' ? highestRole(policy, subjects) : undefined,
    subjects,
    recentGroups,
    unreadableGroups: groups.filter((group) => group.unreadable === true).map((group) => group.id),
    aws: policy.people.filter((entry) => entry.slack === user.id).flatMap((entry) => entry.aws),
  };
}

function kindOf(user: ChatUser, policy: Policy): Person['kind'] {
  if (user.isDeleted) return 'deleted';
  if (user.isBot) return 'bot';
  if (user.isStranger || user.team !== policy.workspace) return 'stranger';
  return user.isGuest ? 'guest' : 'member';
}

function highestRole(policy: Policy, subjects: readonly Subject[]): Role | undefined {
  return ROLES.findLast((role) => policy.roles[role].some((subject) => subjects.includes(subject)));
}

/** Does this role include that one? */
export function hasRole(person: Person, needed: Role): boolean {
  return person.role !== undefined && ROLES.indexOf(person.role) >= ROLES.indexOf(needed);
}

/** Every user group that the policy names: also those that are called, by which nobody is judged. */
export function namedGroups(policy: Policy): readonly string[] {
  return [...new Set([...groupsIn(policy), ...(policy.escalation?.mention ?? []).filter(isGroup)])];
}

/** Is this a user group's id? */
export function isGroup(subject: string): boolean {
  return /^S[A-Z0-9]+$/.test(subject);
}

/** Every user group whose membership has to be known before anybody is judged. */
export function groupsIn(policy: Policy): readonly string[] {
  const subjects = [
    ...Object.values(policy.roles).flat(),
    ...policy.approvals.flatMap((rule) => rule.approvers),
    ...(policy.breakGlass?.people ?? []),
  ];
  return [...new Set(subjects.filter(isGroup))];
}

import type { Person } from '../model/person.ts';
import type { ApprovalRule, Subject } from '../model/policy.ts';
import { no, type Refused } from './decision.ts';
import type { Planned } from './requirements.ts';

/** Why this person is not among the approvers of every one of these rules, or undefined. */
export function refuseUnlisted(person: Person, rules: readonly ApprovalRule[], plan: Planned): Refused | undefined {
  if (rules.length === 0)
    return no(
      'policy.no-rule',
      `No approval rule covers ${plan.action.id} on account ${plan.account}, so nobody may approve it.`,
    );
  for (const { name, approvers } of rules) {
    // Only a rule with tags may list nobody: it asks for no other people.
    if (approvers.length === 0 || approvers.some((subject) => person.subjects.includes(subject))) continue;
    return (
      refuseByGroup(person, approvers) ?? no('person.not-listed', `You are not among the approvers of rule “${name}”.`)
    );
  }
  return undefined;
}

/** The groups of a list may be why somebody in them does not count. */
export function refuseByGroup(person: Person, list: readonly Subject[]): Refused | undefined {
  if (list.some((subject) => person.recentGroups.includes(subject)))
    return no(
      'person.group-too-new',
      'You joined the approver group less than 24 hours ago, so your approval does not count yet.',
    );
  const unreadable = list.find((subject) => person.unreadableGroups.includes(subject));
  if (unreadable === undefined) return undefined;
  return no(
    'person.group-unreadable',
    `Slack does not say who is in the approver group ${unreadable}, which may have been deleted, so nobody counts by it.`,
  );
}

import type { Role, Subject } from './policy.ts';

/** A Slack user as authorisation sees them at one moment: facts only, the decision is made elsewhere. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly kind: 'member' | 'guest' | 'stranger' | 'bot' | 'deleted';
  /** Highest role, with all below it; undefined: none. */
  readonly role: Role | undefined;
  /** The user id itself, `members` where it applies, and each user group that counts for this person now. */
  readonly subjects: readonly Subject[];
  /** Groups that list the person but do not count yet (joined in the last 24 hours). */
  readonly recentGroups: readonly string[];
  /** Groups of the policy that Slack refuses to read: whether the person is in them nobody can say. */
  readonly unreadableGroups: readonly string[];
  /** AWS principals that the policy maps to this person. */
  readonly aws: readonly string[];
}

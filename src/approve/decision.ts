/** Why a person may not approve. Stable: tests, audit and docs use them. */
export type Refusal =
  | 'request.announced'
  | 'request.decided'
  | 'request.expired'
  | 'request.other-plan'
  | 'person.bot'
  | 'person.deleted'
  | 'person.other-workspace'
  | 'person.guest'
  | 'person.suspect'
  | 'person.requester'
  | 'person.already-approved'
  | 'person.group-too-new'
  | 'person.group-unreadable'
  | 'person.not-listed'
  | 'policy.no-rule'
  | 'policy.account-unknown'
  | 'policy.account-protected'
  | 'target.protected'
  | 'target.tags-unread'
  | 'emergency.off'
  | 'emergency.not-listed'
  | 'emergency.other-account'
  | 'emergency.reason'
  | 'emergency.unknown-actor'
  | 'frozen';

export interface Refused {
  readonly allow: false;
  readonly code: Refusal;
  /** One sentence for people. */
  readonly reason: string;
}

export type Decision =
  | {
      readonly allow: true;
      readonly code: 'approved' | 'more-needed';
      /** One sentence for people. */
      readonly reason: string;
      /** Approvals still missing after this one. */
      readonly missing: number;
    }
  | Refused;

export function no(code: Refusal, reason: string): Refused {
  return { allow: false, code, reason };
}

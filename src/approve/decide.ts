import type { Person } from '../model/person.ts';
import type { ApprovalRule, Policy, Risk } from '../model/policy.ts';
import { areKnown, isSuspect } from '../model/principals.ts';
import type { ActionRequest } from '../model/request.ts';

/** Why a person may not approve. Stable: tests, audit and docs use them. */
export type Refusal =
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
  | 'person.not-listed'
  | 'policy.no-rule'
  | 'policy.account-unknown';

export type Decision =
  | {
      readonly allow: true;
      readonly code: 'approved' | 'more-needed';
      /** One sentence for people. */
      readonly reason: string;
      /** Approvals still missing after this one. */
      readonly missing: number;
    }
  | { readonly allow: false; readonly code: Refusal; readonly reason: string };

export interface Question {
  readonly request: ActionRequest;
  readonly person: Person;
  readonly policy: Policy;
  /** Digest of the plan that the person saw when pressing the button. */
  readonly seen: string;
  /** Principals behind the case's actor as known now; joined with those known when the request was made. */
  readonly suspects: readonly string[];
  /** Unix milliseconds. */
  readonly now: number;
}

function no(code: Refusal, reason: string): Decision {
  return { allow: false, code, reason };
}

/** May this person's approval count? Pure and total: every refusal has a code and a sentence. */
export function decide(question: Question): Decision {
  const { request, person, policy, now } = question;

  if (request.state !== 'pending') return no('request.decided', `This request is already ${request.state}.`);
  // Turned round so that a time that is no number counts as past.
  if (!(now < request.expiresAt))
    return no('request.expired', 'This request has expired; ask again to get a fresh plan.');
  if (question.seen !== request.plan.digest) {
    return no('request.other-plan', 'The plan is no longer the one you saw; read it again before you approve.');
  }

  const stranger = refuseKind(person, policy);
  if (stranger !== undefined) return stranger;

  const suspects = [...request.suspects, ...question.suspects];
  if (person.aws.some((principal) => isSuspect(principal, suspects))) {
    return no(
      'person.suspect',
      'You are the person behind the principal that this case is about, so you cannot approve its remedy.',
    );
  }
  if (!policy.accounts.some((account) => account.id === request.plan.account)) {
    return no(
      'policy.account-unknown',
      `Account ${request.plan.account} is not in the policy, so nobody may approve actions on it.`,
    );
  }

  const rule = ruleFor(policy, request.plan.action.id, request.plan.account, request.plan.action.risk);
  if (rule === undefined) {
    return no(
      'policy.no-rule',
      `No approval rule covers ${request.plan.action.id} on account ${request.plan.account}, so nobody may approve it.`,
    );
  }
  if (person.id === request.requester && !rule.allowSelf) {
    return no('person.requester', 'You asked for this yourself; somebody else has to approve it.');
  }
  if (request.approvals.some((approval) => approval.person === person.id)) {
    return no('person.already-approved', 'You have approved this already; it waits for somebody else.');
  }
  if (!rule.approvers.some((subject) => person.subjects.includes(subject))) {
    return rule.approvers.some((subject) => person.recentGroups.includes(subject))
      ? no(
          'person.group-too-new',
          'You joined the approver group less than 24 hours ago, so your approval does not count yet.',
        )
      : no('person.not-listed', `You are not among the approvers of rule “${rule.name}”.`);
  }

  // The quorum fixed in the request is a floor: a policy made stricter meanwhile counts, one made looser does not.
  const quorum = Math.max(request.quorum, quorumFor(policy, rule, request.plan.action.risk, suspects));
  const missing = Math.max(0, quorum - request.approvals.length - 1);
  return missing === 0
    ? { allow: true, code: 'approved', reason: `Approved by ${quorum} of ${quorum}.`, missing }
    : { allow: true, code: 'more-needed', reason: `Your approval counts; ${missing} more needed.`, missing };
}

function refuseKind(person: Person, policy: Policy): Decision | undefined {
  if (person.kind === 'bot') return no('person.bot', 'Bots cannot approve.');
  if (person.kind === 'deleted') return no('person.deleted', 'This Slack account is deactivated.');
  if (person.kind === 'stranger' || person.team !== policy.workspace) {
    return no('person.other-workspace', 'Only members of the workspace that Trailbolt is installed in can approve.');
  }
  if (person.kind === 'guest') return no('person.guest', 'Guests cannot approve.');
  return undefined;
}

/** An empty list fits everything. */
function fits(list: readonly string[], value: string): boolean {
  return list.length === 0 || list.includes(value);
}

/** The first rule of the policy that fits. */
export function ruleFor(policy: Policy, action: string, account: string, risk: Risk): ApprovalRule | undefined {
  return policy.approvals.find(
    (rule) => fits(rule.actions, action) && fits(rule.accounts, account) && fits(rule.risks, risk),
  );
}

/**
 * Approvals that an action needs: the rule's quorum, else two for destructive actions and one for others; one more for a
 * destructive action when the policy does not map every principal behind the actor to a person (a shared role may have
 * several), since then a suspect cannot be kept out. What the actor says of itself, a source identity, maps to nobody.
 */
export function quorumFor(
  policy: Policy,
  rule: ApprovalRule | undefined,
  risk: Risk,
  suspects: readonly string[],
): number {
  const base = rule?.quorum ?? (risk === 'destructive' ? 2 : 1);
  const known = policy.people.flatMap((entry) => entry.aws);
  return risk === 'destructive' && !areKnown(suspects, known) ? base + 1 : base;
}

/**
 * Are the approvals that a request gathered still enough now: under today's policy, group memberships and suspects?
 * Asked again before each call that changes anything. Pure and total.
 */
export function stillApproved(
  request: ActionRequest,
  approvers: readonly Person[],
  policy: Policy,
  suspects: readonly string[],
  now: number,
): Decision {
  const valid: ActionRequest['approvals'][number][] = [];
  let last: Decision = { allow: false, code: 'person.not-listed', reason: 'Nobody has approved this.' };
  let lastRefusal: Decision | undefined;
  for (const approval of request.approvals) {
    const person = approvers.find((candidate) => candidate.id === approval.person);
    if (person === undefined) continue;
    last = decide({
      request: { ...request, state: 'pending', approvals: valid },
      person,
      policy,
      seen: approval.digest,
      suspects,
      now,
    });
    if (!last.allow) lastRefusal = last;
    else valid.push(approval);
    if (last.allow && last.code === 'approved') return last;
  }
  if (lastRefusal !== undefined && !lastRefusal.allow) {
    return { ...lastRefusal, reason: `An approval no longer counts: ${lastRefusal.reason}` };
  }
  return last.allow
    ? { allow: false, code: 'policy.no-rule', reason: 'The policy now asks for more approvals than were given.' }
    : last;
}

import type { FreezeState } from '../model/freeze.ts';
import { frozenInWords } from '../model/freeze.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import { isSuspect } from '../model/principals.ts';
import type { ActionRequest } from '../model/request.ts';
import { no, type Decision, type Refused } from './decision.ts';
import { refuseEmergency } from './emergency.ts';
import { refuseUnlisted } from './listed.ts';
import { forbidden, requirementsFor } from './requirements.ts';

export interface Question {
  readonly request: ActionRequest;
  readonly person: Person;
  readonly policy: Policy;
  /** Digest of the plan that the person saw when pressing the button. */
  readonly seen: string;
  /** Principals behind the case's actor as known now; joined with those known when the request was made. */
  readonly suspects: readonly string[];
  /** Undefined: Trailbolt is not frozen. */
  readonly frozen: FreezeState | undefined;
  /** Why this person wants to approve alone; absent: the usual way. */
  readonly emergency?: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** May this person's approval count? Pure and total: every refusal has a code and a sentence. */
export function decide(question: Question): Decision {
  const refused = refuse(question);
  if (refused !== undefined) return refused;
  const { request } = question;
  if (question.emergency !== undefined)
    return { allow: true, code: 'approved', reason: 'Approved in an emergency, by one person.', missing: 0 };
  const quorum = quorumOf(question, question.now);
  const missing = Math.max(0, quorum - request.approvals.length - 1);
  return missing === 0
    ? { allow: true, code: 'approved', reason: `Approved by ${quorum} of ${quorum}.`, missing }
    : { allow: true, code: 'more-needed', reason: `Your approval counts; ${missing} more needed.`, missing };
}

/**
 * May this person reject the request? Whoever may approve may, and so may whoever could in an emergency: what keeps a
 * plan from running, such as a freeze or a protected target, does not keep anybody from ending it.
 */
export function decideRejection(question: Question): Decision {
  const { request, person, policy, suspects, now } = question;
  const refused = refuseRequest(question) ?? refusePerson(question);
  if (refused !== undefined) return refused;
  const needed = requirementsFor(policy, request.plan, [...request.suspects, ...suspects], now);
  const unlisted = refuseUnlisted(person, needed?.rules ?? [], request.plan);
  const inEmergencies = policy.breakGlass?.people.some((subject) => person.subjects.includes(subject)) === true;
  if (unlisted !== undefined && !inEmergencies) return unlisted;
  return { allow: true, code: 'approved', reason: 'Rejected.', missing: 0 };
}

function refuse(question: Question): Refused | undefined {
  const { request, policy, frozen, suspects } = question;
  const early = refuseRequest(question) ?? refusePerson(question);
  if (early !== undefined) return early;
  if (frozen !== undefined) return no('frozen', frozenInWords(frozen));
  const never = forbidden(policy, request.plan);
  if (never !== undefined) return never;
  return question.emergency === undefined
    ? refuseUsual(question)
    : refuseEmergency({
        person: question.person,
        policy,
        plan: request.plan,
        suspects: [...request.suspects, ...suspects],
        reason: question.emergency,
      });
}

function refuseRequest({ request, seen, now }: Question): Refused | undefined {
  if (request.state === 'announced')
    return no('request.announced', 'An automation starts this by itself; hold it to decide it yourself.');
  if (request.state !== 'pending') return no('request.decided', `This request is already ${request.state}.`);
  // Turned round so that a time that is no number counts as past.
  if (!(now < request.expiresAt))
    return no('request.expired', 'This request has expired; ask again to get a fresh plan.');
  if (seen !== request.plan.digest)
    return no('request.other-plan', 'The plan is no longer the one you saw; read it again before you approve.');
  return undefined;
}

/** What bars a person whatever the policy lists: what kind of account it is, and being the suspect. */
function refusePerson({ person, policy, request, suspects }: Question): Refused | undefined {
  if (person.kind === 'bot') return no('person.bot', 'Bots cannot approve.');
  if (person.kind === 'deleted') return no('person.deleted', 'This Slack account is deactivated.');
  if (person.kind === 'stranger' || person.team !== policy.workspace)
    return no('person.other-workspace', 'Only members of the workspace that Trailbolt is installed in can approve.');
  if (person.kind === 'guest') return no('person.guest', 'Guests cannot approve.');
  if (person.aws.some((principal) => isSuspect(principal, [...request.suspects, ...suspects])))
    return no(
      'person.suspect',
      'You are the person behind the principal that this case is about, so you cannot approve its remedy.',
    );
  return undefined;
}

function refuseUsual({ request, person, policy, suspects, now }: Question): Refused | undefined {
  const { plan } = request;
  const needed = requirementsFor(policy, plan, [...request.suspects, ...suspects], now);
  if (needed !== undefined && person.id === request.requester && !needed.allowSelf)
    return no('person.requester', 'You asked for this yourself; somebody else has to approve it.');
  if (needed !== undefined && request.approvals.some((approval) => approval.person === person.id))
    return no('person.already-approved', 'You have approved this already; it waits for somebody else.');
  return refuseUnlisted(person, needed?.rules ?? [], plan);
}

/** The quorum fixed in the request is a floor: a policy made stricter meanwhile counts, one made looser does not. */
function quorumOf({ request, policy, suspects }: Question, at: number): number {
  const needed = requirementsFor(policy, request.plan, [...request.suspects, ...suspects], at);
  return Math.max(request.quorum, needed?.quorum ?? Number.POSITIVE_INFINITY);
}

/**
 * Are the approvals that a request gathered still enough now: under today's policy, group memberships and suspects, and
 * with nothing frozen? Asked again before each call that changes anything. In which order they were given does not
 * matter. Whether the hours are quiet is asked of the moment of the last one: a run that was let begin by day may end at
 * night. Pure and total.
 */
export function stillApproved(
  question: Omit<Question, 'person' | 'seen' | 'emergency'> & { readonly approvers: readonly Person[] },
): Decision {
  const { approvers, ...about } = question;
  const { approvals } = question.request;
  const asked = { ...about, request: { ...about.request, state: 'pending' as const, approvals: [] } };
  const valid = new Set<string>();
  let refused: Refused | undefined;
  for (const { person: id, digest: seen, emergency } of approvals) {
    const person = approvers.find((candidate) => candidate.id === id);
    const why =
      person === undefined
        ? no('person.deleted', 'The approver cannot be found in Slack any more.')
        : refuse({ ...asked, person, seen, ...(emergency === undefined ? {} : { emergency }) });
    if (why !== undefined) refused ??= why;
    else if (emergency !== undefined)
      return { allow: true, code: 'approved', reason: 'Approved in an emergency.', missing: 0 };
    else if (valid.has(id)) refused ??= no('person.already-approved', 'The same person has approved twice.');
    else valid.add(id);
  }
  if (approvals.length === 0) return no('person.not-listed', 'Nobody has approved this.');
  const lastAt = Math.max(...approvals.map((approval) => approval.at));
  const quorum = quorumOf({ ...asked, person: NOBODY, seen: '' }, lastAt);
  if (valid.size >= quorum) return { allow: true, code: 'approved', reason: `Approved by ${valid.size}.`, missing: 0 };
  return refused === undefined
    ? no('policy.no-rule', 'The policy now asks for more approvals than were given.')
    : no(refused.code, `An approval no longer counts: ${refused.reason}`);
}

/** For questions that are about nobody in particular. */
const NOBODY: Person = {
  id: '',
  name: '',
  team: '',
  kind: 'stranger',
  role: undefined,
  subjects: [],
  recentGroups: [],
  unreadableGroups: [],
  aws: [],
};

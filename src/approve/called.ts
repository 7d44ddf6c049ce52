import type { Policy, Subject } from '../model/policy.ts';
import { isSuspect } from '../model/principals.ts';
import type { ActionRequest } from '../model/request.ts';
import { GROUP_PROBATION_MS, isGroup, type GroupRoll } from './person.ts';
import { requirementsFor } from './requirements.ts';

/** Who may approve a request, for its message. */
export interface Called {
  /** Users and user groups that are named, and so called. */
  readonly mention: readonly Subject[];
  /** Others who may as well. */
  readonly more: number;
  /** Every full member may: nobody is called. */
  readonly everybody: boolean;
}

/** People who are named: whoever is called with ten others leaves it to them. */
const NAMED = 5;

/**
 * Whom the policy lists for a request, or names to be called for it, without those who are ruled out: whoever asked for it,
 * whoever has approved it, and the people behind the case. A user group stands for its members where few enough are known,
 * so that nobody is called in vain. Pure; who may is decided at the click.
 *
 * @param now Unix milliseconds: who joined a group lately does not count yet.
 */
export function calledFor(
  policy: Policy,
  request: ActionRequest,
  suspects: readonly string[],
  rolls: readonly GroupRoll[],
  now: number,
): Called {
  const behind = [...request.suspects, ...suspects];
  const needed = requirementsFor(policy, request.plan, behind, request.createdAt);
  if (needed === undefined) return { mention: [], more: 0, everybody: false };
  const lists = needed.rules.map((rule) => rule.approvers).filter((list) => list.length > 0);
  const [deciding = [], ...others] = lists;
  const common = deciding.filter((subject) => others.every((list) => list.includes(subject)));
  // Groups of two rules may share members, which only the click can tell: the rule for its tags is the narrower one.
  const listed = needed.mention.length > 0 ? needed.mention : common.length > 0 ? common : (others[0] ?? []);
  const out = new Set([
    ...(needed.allowSelf ? [] : [request.requester]),
    ...request.approvals.map((approval) => approval.person),
    ...policy.people.filter(({ aws }) => aws.some((one) => isSuspect(one, behind))).map(({ slack }) => slack),
  ]);
  return named(listed, out, rolls, now);
}

/** The same for whoever may approve alone. */
export function calledAlone(
  policy: Policy,
  suspects: readonly string[],
  rolls: readonly GroupRoll[],
  now: number,
): Called {
  const behind = policy.people.filter(({ aws }) => aws.some((one) => isSuspect(one, suspects)));
  return named(policy.breakGlass?.people ?? [], new Set(behind.map(({ slack }) => slack)), rolls, now);
}

function named(listed: readonly Subject[], out: ReadonlySet<string>, rolls: readonly GroupRoll[], now: number): Called {
  const names = listed
    .filter((subject) => subject !== 'members')
    .flatMap((subject) => expanded(subject, out, rolls, now));
  const unique = [...new Set(names)].filter((subject) => !out.has(subject));
  return {
    mention: unique.slice(0, NAMED),
    more: Math.max(0, unique.length - NAMED),
    everybody: listed.includes('members'),
  };
}

function expanded(
  subject: Subject,
  out: ReadonlySet<string>,
  rolls: readonly GroupRoll[],
  now: number,
): readonly Subject[] {
  const roll = isGroup(subject) ? rolls.find(({ id }) => id === subject) : undefined;
  if (roll === undefined || roll.unreadable === true) return [subject];
  const members = Object.entries(roll.members)
    .filter(([id, since]) => !out.has(id) && (since === 0 || now - since >= GROUP_PROBATION_MS))
    .map(([id]) => id);
  return members.length > NAMED ? [subject] : members;
}

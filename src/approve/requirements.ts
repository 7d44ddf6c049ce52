import type { Plan } from '../model/plan.ts';
import type { ApprovalRule, Policy, ProtectedTag, Subject, TagMatch } from '../model/policy.ts';
import { areKnown } from '../model/principals.ts';
import { no, type Refused } from './decision.ts';
import { isQuiet } from './quiet-hours.ts';

/** What of a plan the policy's rules look at. */
export type Planned = Pick<Plan, 'action' | 'account' | 'targets'>;

/** What a plan needs before it may run. */
export interface Requirements {
  /** The rule that decides, then those that hold because of tags: whoever approves is listed in each that lists anybody. */
  readonly rules: readonly [ApprovalRule, ...ApprovalRule[]];
  readonly quorum: number;
  readonly allowSelf: boolean;
  /** Seconds. */
  readonly requestLifetime: number;
  /** Characters. */
  readonly reasonLength: number;
  readonly mention: readonly Subject[];
  /** What raised the quorum above that of the rule that decides, in words. */
  readonly raisedBy: readonly string[];
}

/** Characters of a reason where nothing else is said. */
const USUAL_REASON = 3;

type Needs = Pick<Requirements, 'quorum' | 'requestLifetime' | 'reasonLength' | 'mention' | 'raisedBy'> & {
  readonly forbidden: Refused | undefined;
};

/**
 * What the policy asks for: the first rule without tags that fits, made stricter by whatever else applies. Undefined: no
 * rule fits, so nobody may. Pure and total.
 *
 * @param suspects principals behind the case's actor: where the policy does not map every one of them to a person (a
 * shared role may have several), a suspect cannot be kept out, and a destructive action needs one approval more. What
 * the actor says of itself, a source identity, maps to nobody.
 * @param at Unix milliseconds; for the quiet hours.
 */
export function requirementsFor(
  policy: Policy,
  plan: Planned,
  suspects: readonly string[],
  at: number,
): Requirements | undefined {
  const fitting = policy.approvals.filter((rule) => fitsPlan(rule, plan));
  const deciding = fitting.find((rule) => rule.tags.length === 0);
  if (deciding === undefined) return undefined;
  const besides = fitting.filter((rule) => rule.tags.length > 0 && rule.tags.some((tag) => carries(plan, tag)));
  const rules = [deciding, ...besides] as const;
  const { risk } = plan.action;
  const protections = policy.protected.tags.filter((tag) => tag.quorum !== undefined && carries(plan, tag));
  const base = deciding.quorum ?? usualQuorum(plan);
  const quorum = Math.max(base, ...[...besides, ...protections].map((entry) => entry.quorum ?? 1));
  const known = policy.people.flatMap((entry) => entry.aws);
  // One reason is enough: people are as few at night when the actor is unknown as when it is not.
  const raise =
    risk === 'destructive' && !areKnown(suspects, known)
      ? 'not everybody behind the case is known'
      : policy.quietHours?.stricter.includes(risk) === true && isQuiet(policy.quietHours, at)
        ? 'the hours are quiet'
        : undefined;
  return {
    rules,
    quorum: raise === undefined ? quorum : quorum + 1,
    allowSelf: rules.every((rule) => rule.allowSelf),
    requestLifetime: Math.min(...rules.map((rule) => rule.requestLifetime ?? policy.requestLifetime)),
    reasonLength: Math.max(...rules.map((rule) => rule.reasonLength)),
    mention: [...new Set(rules.flatMap((rule) => rule.mention))],
    raisedBy: [
      ...besides
        .filter((rule) => (rule.quorum ?? 1) > base)
        .map((rule) => `rule “${rule.name}” (${tagsOf(rule.tags)})`),
      ...protections.filter((tag) => (tag.quorum ?? 1) > base).map((tag) => `protected tag ${tagsOf([tag])}`),
      ...(raise === undefined ? [] : [raise]),
    ],
  };
}

/**
 * What whoever asks has to know: of a plan that no rule fits, what would be needed if one did that names no number, and
 * whether the policy forbids it to everybody.
 */
export function needsOf(policy: Policy, plan: Planned, suspects: readonly string[], at: number): Needs {
  const needed = requirementsFor(policy, plan, suspects, at);
  return {
    quorum: needed?.quorum ?? usualQuorum(plan),
    requestLifetime: needed?.requestLifetime ?? policy.requestLifetime,
    reasonLength: needed?.reasonLength ?? USUAL_REASON,
    mention: needed?.mention ?? [],
    raisedBy: needed?.raisedBy ?? [],
    forbidden: forbidden(policy, plan),
  };
}

function usualQuorum({ action }: Planned): number {
  return action.risk === 'destructive' ? 2 : 1;
}

/** Why nobody may do this, whoever approves, or undefined. Pure and total. */
export function forbidden(policy: Policy, plan: Planned): Refused | undefined {
  if (!policy.accounts.some((account) => account.id === plan.account))
    return no(
      'policy.account-unknown',
      `Account ${plan.account} is not in the policy, so nobody may approve actions on it.`,
    );
  if (policy.protected.accounts.includes(plan.account))
    return no('policy.account-protected', `The policy protects account ${plan.account}: nothing may be changed there.`);
  const speaksOfTags = policy.protected.tags.length > 0 || policy.approvals.some((rule) => rule.tags.length > 0);
  const unread = plan.targets.find((target) => target.tags === undefined && target.blocked === undefined);
  if (speaksOfTags && unread !== undefined)
    return no(
      'target.tags-unread',
      `The policy goes by tags, and those of ${unread.id} were not read, so nobody may approve this.`,
    );
  for (const target of plan.targets) {
    const hit = policy.protected.tags.find((tag) => tag.quorum === undefined && hasTag(target, tag));
    if (hit !== undefined)
      return no('target.protected', `The policy protects ${target.id}, which carries the tag ${tagsOf([hit])}.`);
  }
  return undefined;
}

function fitsPlan(rule: ApprovalRule, plan: Planned): boolean {
  return fits(rule.actions, plan.action.id) && fits(rule.accounts, plan.account) && fits(rule.risks, plan.action.risk);
}

/** An empty list fits everything. */
function fits(list: readonly string[], value: string): boolean {
  return list.length === 0 || list.includes(value);
}

function carries(plan: Planned, match: TagMatch): boolean {
  return plan.targets.some((target) => hasTag(target, match));
}

/** A tag that is ignored might as well not be there. */
function hasTag(target: Planned['targets'][number], match: TagMatch): boolean {
  return (
    target.tags?.some(
      (tag) =>
        tag.ignored === undefined && tag.key === match.key && (match.value === undefined || tag.value === match.value),
    ) === true
  );
}

/** `tier=0, owner` */
function tagsOf(tags: readonly (TagMatch | ProtectedTag)[]): string {
  return tags.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)).join(', ');
}

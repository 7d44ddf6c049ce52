import type { Question } from '../../src/approve/decide.ts';
import type { ApprovalRule, Policy, TagMatch } from '../../src/model/policy.ts';
import type { Plan } from '../../src/model/plan.ts';
import { TEAM } from './support.ts';

/** Everything that DESIGN asks of one approval, said a second time and in another way than the code says it. */
export function objections(question: Question): string[] {
  const { request: it, person: who, policy: by, seen, suspects, now, frozen, emergency } = question;
  const { plan } = it;
  const known = new Set(it.suspects.concat(suspects));
  const behind = [...known];
  const mapped = by.people.flatMap((entry) => entry.aws);
  const sure = behind.length > 0 && behind.every((suspect) => mapped.includes(suspect));
  const rules = rulesOf(by, plan);
  const listed = (list: readonly string[]): boolean => list.some((subject) => who.subjects.includes(subject));
  const glass = by.breakGlass;
  const always: Record<string, boolean> = {
    decided: it.state !== 'pending',
    late: !(it.expiresAt > now),
    'other plan': seen !== plan.digest,
    'no member': who.kind !== 'member',
    foreign: who.team !== TEAM,
    suspect: who.aws.some((principal) => known.has(principal)),
    frozen: frozen !== undefined,
    'unknown account': by.accounts.every((account) => account.id !== plan.account),
    'protected account': by.protected.accounts.includes(plan.account),
    'protected target': by.protected.tags.some((tag) => tag.quorum === undefined && tagged(plan, tag)),
    'tags not read':
      plan.targets.some((target) => target.tags === undefined) &&
      by.approvals.flatMap((rule) => rule.tags).length + by.protected.tags.length > 0,
  };
  const usual: Record<string, boolean> = {
    'no rule': rules.length === 0,
    'own request': who.id === it.requester && rules.some((rule) => !rule.allowSelf),
    twice: it.approvals.map((given) => given.person).includes(who.id),
    unlisted: rules.some((rule) => rule.approvers.length > 0 && !listed(rule.approvers)),
  };
  const alone: Record<string, boolean> = {
    'not listed for emergencies': glass === undefined || !listed(glass.people),
    'no emergencies there': glass !== undefined && glass.accounts.length > 0 && !glass.accounts.includes(plan.account),
    'no reason': (emergency ?? '').trim().length < (glass?.reasonLength ?? 0),
    'alone against somebody unknown': plan.action.risk === 'destructive' && !sure,
  };
  const facts = { ...always, ...(emergency === undefined ? usual : alone) };
  return Object.keys(facts).filter((fact) => facts[fact]);
}

function rulesOf(by: Policy, plan: Plan): readonly ApprovalRule[] {
  const about = (rule: ApprovalRule): boolean =>
    [
      [rule.actions, plan.action.id],
      [rule.accounts, plan.account],
      [rule.risks, plan.action.risk],
    ].every(([list, value]) => list?.length === 0 || list?.includes(String(value)));
  const [deciding] = by.approvals.filter((rule) => rule.tags.length === 0 && about(rule));
  if (deciding === undefined) return [];
  return [deciding, ...by.approvals.filter((rule) => about(rule) && rule.tags.some((tag) => tagged(plan, tag)))];
}

function tagged(plan: Plan, { key, value }: TagMatch): boolean {
  return plan.targets
    .flatMap((target) => target.tags ?? [])
    .some((tag) => tag.ignored === undefined && tag.key === key && (value ?? tag.value) === tag.value);
}

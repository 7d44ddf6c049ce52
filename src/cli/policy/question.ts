import { decide, type Question } from '../../approve/decide.ts';
import type { Decision } from '../../approve/decision.ts';
import type { Person } from '../../model/person.ts';
import type { Plan, TargetTag } from '../../model/plan.ts';
import type { Policy, Subject } from '../../model/policy.ts';
import type { Action } from '../../remediate/action.ts';

/** A request that nobody has made: what `explain` is asked about. */
export interface Asked {
  readonly policy: Policy;
  readonly action: Pick<Action, 'id' | 'risk' | 'undo' | 'title'>;
  readonly account: string;
  readonly tags: readonly TargetTag[];
  readonly requester: string | undefined;
  readonly suspects: readonly string[];
  /** User groups whose members were given, since only Slack knows them. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Unix milliseconds. */
  readonly at: number;
}

export function planOf({ action, account, tags }: Asked): Plan {
  return {
    id: 'asked',
    caseId: 'asked',
    action: { id: action.id, title: action.title.one, risk: action.risk, undo: action.undo },
    account,
    region: 'any',
    targets: [{ type: 'any', id: 'the target', arn: 'any', facts: [], material: {}, warnings: [], tags }],
    effects: [],
    limits: [],
    undoNote: '',
    digest: 'asked',
    plannedAt: 0,
  };
}

/** A full member of the workspace, as far as the policy and the given groups say who that is. */
function personOf({ policy, groups }: Asked, id: string): Person {
  const known = policy.people.filter((entry) => entry.slack === id);
  return {
    id,
    name: known[0]?.name ?? id,
    team: policy.workspace,
    kind: 'member',
    role: undefined,
    subjects: [id, 'members', ...[...groups].filter(([, users]) => users.includes(id)).map(([group]) => group)],
    recentGroups: [],
    unreadableGroups: [],
    aws: known.flatMap((entry) => entry.aws),
  };
}

/** What this person would be answered, usually and in an emergency. */
export function answersTo(asked: Asked, id: string): { readonly usual: Decision; readonly alone: Decision } {
  const { policy, suspects, at, requester = '' } = asked;
  const question: Question = {
    request: {
      id: 'asked',
      caseId: 'asked',
      plan: planOf(asked),
      requester,
      reason: '',
      createdAt: at,
      expiresAt: Number.POSITIVE_INFINITY,
      state: 'pending',
      approvals: [],
      quorum: 1,
      suspects,
    },
    person: personOf(asked, id),
    policy,
    seen: 'asked',
    suspects,
    frozen: undefined,
    now: at,
  };
  const emergency = 'x'.repeat(policy.breakGlass?.reasonLength ?? 0);
  return { usual: decide(question), alone: decide({ ...question, emergency }) };
}

/** Everybody whom the policy or the given groups name, and the lists that cannot be told offline. */
export function candidatesOf({ policy, groups }: Asked): {
  readonly people: readonly string[];
  readonly unknown: readonly Subject[];
} {
  const subjects = [
    ...policy.approvals.flatMap((rule) => rule.approvers),
    ...(policy.breakGlass?.people ?? []),
    ...policy.people.map((entry) => entry.slack),
    ...[...groups.values()].flat(),
  ];
  const all = [...new Set(subjects)];
  return {
    people: all.filter((subject) => /^[UW]/.test(subject)),
    unknown: all.filter((subject) => !/^[UW]/.test(subject) && !groups.has(subject)),
  };
}

import type { PlanTarget, TargetTag } from '../model/plan.ts';
import type { Policy, TagMatch } from '../model/policy.ts';
import type { TagChange } from '../model/tag-change.ts';

/** What decides whether a tag counts. */
export interface TagFacts {
  /** The case's own records made the target: whatever it carries, its maker gave it. */
  readonly created: boolean;
  /** When the case began, Unix milliseconds. */
  readonly since: number;
  /** Root actors of the case, and those that were taken out of it. */
  readonly actors: readonly string[];
  /** Undefined: nobody can tell who has set what. */
  readonly changes: readonly TagChange[] | undefined;
}

/** Every tag that the policy speaks of. */
export function tagsOf(policy: Policy): readonly TagMatch[] {
  return [...policy.protected.tags, ...policy.approvals.flatMap((rule) => rule.tags)];
}

/**
 * The target with each tag that the policy speaks of marked where no decision may rest on it, and a warning for people:
 * what the actor has set, or anybody since the case began, is ignored, so that nobody keeps a remedy off by a tag. What
 * was taken away by then counts as if it were still there, so that nobody opens the way to one. Where it cannot be told
 * who did, tags count. Pure.
 */
export function trustTags(policy: Policy, target: PlanTarget, facts: TagFacts): PlanTarget {
  const { tags } = target;
  const spoken = tagsOf(policy);
  if (tags === undefined || spoken.length === 0) return target;
  const changes = facts.changes ?? [];
  const isActor = (who: string | undefined): boolean => who !== undefined && facts.actors.includes(who);
  const suspect = (kind: TagChange['kind'], key: string): TagChange | undefined =>
    changes.find(
      (change) => change.kind === kind && change.keys.includes(key) && (isActor(change.by) || change.at >= facts.since),
    );
  const warnings: string[] = [];
  const judged = tags.map((tag): TargetTag => {
    if (!spoken.some((match) => match.key === tag.key)) return tag;
    const set = suspect('set', tag.key);
    const ignored =
      facts.created || isActor(set?.by)
        ? 'set by the actor of the case'
        : set === undefined
          ? undefined
          : 'set since the case began';
    if (ignored !== undefined) {
      warnings.push(`Tag ${tag.key} is ignored: ${ignored}.`);
      return { ...tag, ignored };
    }
    if (facts.changes === undefined) warnings.push(`Who set tag ${tag.key} could not be looked up; it counts.`);
    return tag;
  });
  const gone = spoken.filter(
    (match) =>
      !facts.created && !tags.some((tag) => tag.key === match.key) && suspect('removed', match.key) !== undefined,
  );
  for (const { key } of gone)
    if (!warnings.some((warning) => warning.startsWith(`Tag ${key} `)))
      warnings.push(`Tag ${key} was removed since the case began or by its actor; it counts as if it were there.`);
  return {
    ...target,
    tags: [...judged, ...gone.map(({ key, value = '' }) => ({ key, value }))],
    warnings: [...target.warnings, ...warnings],
  };
}

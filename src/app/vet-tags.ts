import { tagsOf, trustTags } from '../approve/tag-trust.ts';
import type { Case } from '../model/case.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { TrailHistory } from '../ports/trail-source.ts';
import { tagChanges } from '../trail/tag-changes.ts';

/** How long before the case its actor may have prepared it, in milliseconds. */
const BEFORE_MS = 14 * 24 * 60 * 60_000;

/** The targets with the tags marked that no decision may rest on. Asks CloudTrail only where the policy speaks of tags. */
export async function vetTags(
  ports: { readonly history: TrailHistory; readonly policy: () => Promise<Policy>; readonly now: () => number },
  it: Case,
  region: string,
  targets: readonly PlanTarget[],
): Promise<readonly PlanTarget[]> {
  const policy = await ports.policy();
  if (tagsOf(policy).length === 0) return targets;
  const since = Math.min(it.openedAt, ...it.lines.map((line) => Date.parse(line.firstAt)).filter(Number.isFinite));
  return Promise.all(
    targets.map(async (target) => {
      if (target.tags === undefined || target.blocked !== undefined) return target;
      const created = it.targets.some(
        ({ type, id, created: made }) => type === target.type && id === target.id && made === true,
      );
      const changes = created
        ? []
        : await tagChanges(
            ports.history,
            { account: it.account, region, id: target.id },
            since - BEFORE_MS,
            ports.now(),
          );
      return trustTags(policy, target, { created, since, actor: it.actor.root.id, changes });
    }),
  );
}

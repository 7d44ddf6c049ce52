import { tagsOf, trustTags } from '../approve/tag-trust.ts';
import { actorsOf, beganAt, type Case } from '../model/case.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { TagChange } from '../model/tag-change.ts';
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
  const since = beganAt(it);
  const actors = [...actorsOf(it).map(({ root }) => root.id), ...(it.apart ?? [])];
  return Promise.all(
    targets.map(async (target) => {
      if (target.tags === undefined || target.blocked !== undefined) return target;
      const { tags } = target;
      const carriers = target.carriers ?? [{ type: target.type, names: [target.id], tags }];
      const judged: PlanTarget[] = [];
      for (const carrier of carriers) {
        const created = it.targets.some(
          ({ type, id, created: made }) => type === carrier.type && carrier.names.includes(id) && made === true,
        );
        const where = { account: it.account, region };
        const changes = created ? [] : await changesOf(ports, where, carrier.names, since - BEFORE_MS);
        const facts = { created, since, actors, changes };
        judged.push(trustTags(policy, { ...target, tags: carrier.tags, warnings: [] }, facts));
      }
      return {
        ...target,
        tags: judged.flatMap((one) => one.tags ?? []),
        warnings: [...target.warnings, ...new Set(judged.flatMap((one) => one.warnings))],
      };
    }),
  );
}

/** Under all of the names together; undefined where one of them cannot be looked up. */
async function changesOf(
  { history, now }: { readonly history: TrailHistory; readonly now: () => number },
  where: { readonly account: string; readonly region: string },
  names: readonly string[],
  from: number,
): Promise<readonly TagChange[] | undefined> {
  const all: TagChange[] = [];
  for (const id of names) {
    const found = await tagChanges(history, { ...where, id }, from, now());
    if (found === undefined) return undefined;
    all.push(...found);
  }
  return all;
}

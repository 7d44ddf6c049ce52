import type { PlanTarget, TagCarrier } from '../../model/plan.ts';

/** The tags of a target that is something about these. */
export function tagsFrom(...carriers: readonly TagCarrier[]): Pick<PlanTarget, 'tags' | 'carriers'> {
  return { tags: carriers.flatMap(({ tags }) => tags), carriers };
}

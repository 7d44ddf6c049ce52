import { blindedCases, cureFor } from '../cases/blinded.ts';
import { caseTag } from '../cases/posted.ts';
import type { CaseLine } from '../model/case.ts';
import type { BlindSpot } from '../model/home.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Store } from '../ports/store.ts';
import { requestsOf } from './offered.ts';
import type { Permalinks } from './permalinks.ts';

const TRAIL = 'AWS::CloudTrail::Trail';

/** What may keep records from coming, as open cases tell it; without what a run of ours has put right since. */
export async function blindSpots(store: Store, link: Permalinks): Promise<readonly BlindSpot[]> {
  const found = await Promise.all(
    (await blindedCases(store)).map(async ({ case: it, lines }): Promise<readonly BlindSpot[]> => {
      const requests = await requestsOf(store, it);
      const [line] = lines.filter((one) => !isCured(one, requests));
      if (line === undefined) return [];
      return [
        {
          title: line.rule.title,
          at: Date.parse(line.lastAt),
          by: it.actor.root.name,
          account: it.account,
          trails: it.targets.filter(({ type }) => type === TRAIL).map(({ id, name }) => name ?? id),
          caseId: it.id,
          link: await link(caseTag(it.id)),
        },
      ];
    }),
  );
  return found.flat().toSorted((a, b) => b.at - a.at);
}

function isCured({ rule, lastAt }: CaseLine, requests: readonly ActionRequest[]): boolean {
  const cure = cureFor(rule);
  const undone = new Set(requests.flatMap(({ plan, state }) => (state === 'succeeded' ? (plan.undoes ?? []) : [])));
  return requests.some(
    ({ id, state, plan, run }) =>
      plan.action.id === cure &&
      plan.undoes === undefined &&
      state === 'succeeded' &&
      !undone.has(id) &&
      (run?.finishedAt ?? 0) >= Date.parse(lastAt),
  );
}

import type { Case, CaseStatus } from '../model/case.ts';
import { levelRank } from '../model/level.ts';
import type { Store } from '../ports/store.ts';
import { caseKey } from './case-store.ts';

/** Cases looked through for one answer: of more, the newest. A storm opens hundreds. */
const LOOKED_THROUGH = 2000;
/** Cases read at the same time. */
const PAGE = 200;

export interface CaseList {
  /** The worst first, then the newest. */
  readonly cases: readonly Case[];
  /** How many more fit than are given. */
  readonly more: number;
  /** Older cases were not looked through. */
  readonly partial: boolean;
}

/** The cases of the last 90 days that fit, at most `limit` of them. */
export async function listCases(
  store: Store,
  wanted: { readonly status: readonly CaseStatus[]; readonly limit: number; fits?(it: Case): boolean },
): Promise<CaseList> {
  const fitting: Case[] = [];
  let after: string | undefined;
  let seen = 0;
  do {
    const page = await store.list<{ readonly caseId: string }>('cases', {
      reverse: true,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    const items = await Promise.all(page.items.map((item) => store.get<Case>(caseKey(item.value.caseId))));
    fitting.push(
      ...items
        .flatMap((item) => item?.value ?? [])
        .filter((it) => wanted.status.includes(it.status) && wanted.fits?.(it) !== false),
    );
    seen += page.items.length;
    after = page.next;
  } while (after !== undefined && seen < LOOKED_THROUGH);
  const found = fitting.toSorted((a, b) => levelRank(b.level) - levelRank(a.level) || b.openedAt - a.openedAt);
  return {
    cases: found.slice(0, wanted.limit),
    more: Math.max(0, found.length - wanted.limit),
    partial: after !== undefined,
  };
}

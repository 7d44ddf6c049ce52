import type { Case, CaseTarget } from '../model/case.ts';
import type { Store } from '../ports/store.ts';
import { enlistWrites } from './case-index.ts';
import { caseKey, contended, readCase } from './case-store.ts';
import { findCase } from './list-cases.ts';

/** Others may change the case while it is being listed. */
const TRIES = 20;
/** A case that nobody asked anything of is forgotten after this. */
const UNASKED_SECONDS = 24 * 60 * 60;

/** The newest case of the target's account that is not closed and names the target. */
export async function caseNaming(store: Store, account: string, target: CaseTarget): Promise<Case | undefined> {
  return findCase(store, {
    shelf: 'open',
    fits: (line) => line.account === account,
    is: (it) =>
      it.hidden !== true &&
      it.targets.some(({ type, id, region }) => type === target.type && id === target.id && region === target.region),
  });
}

/** A case that a person opens, for a remedy that no alert suggests. It has no card until something is asked of it. */
export async function openByHand(
  store: Store,
  input: {
    readonly id: string;
    readonly by: { readonly id: string; readonly name: string };
    readonly account: string;
    readonly target: CaseTarget;
    readonly channel: string;
    readonly now: number;
  },
): Promise<Case> {
  const { id, by, account, target, channel, now } = input;
  const it: Case = {
    id,
    status: 'open',
    byHand: by.id,
    channel,
    account,
    actor: { type: 'by hand', root: { id: `slack:${by.id}`, name: by.name } },
    level: 'low',
    lines: [],
    count: 0,
    records: [],
    targets: [target],
    regions: [target.region],
    principals: [],
    openedAt: now,
    updatedAt: now,
    requests: [],
  };
  // The same command delivered twice opens one case.
  const expiresAt = Math.floor(now / 1000) + UNASKED_SECONDS;
  const opened = await store.commit([{ kind: 'put', key: caseKey(id), value: it, if: 'absent', expiresAt }]);
  return opened.ok ? it : ((await store.get<Case>(caseKey(id)))?.value ?? it);
}

/** Lists a case that was opened by hand once something was asked of it. Again changes nothing. */
export async function listByHand(store: Store, caseId: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readCase(store, caseId);
    if (item.value.byHand === undefined || (await store.commit(enlistWrites(item))).ok) return;
  }
  throw contended(caseId);
}

import { namesOf, type AlertRule } from '../model/alert.ts';
import type { Case, CaseLine } from '../model/case.ts';
import type { Store, Write } from '../ports/store.ts';
import { standingIfAny } from './case-store.ts';

/** Built-in rules that fire where somebody keeps records from coming, with the action that takes that back, if one does. */
const BLINDING: ReadonlyMap<string, string | undefined> = new Map([
  ['cloudtrail-stopped', 'start-logging'],
  ['cloudtrail-narrowed', 'restore-event-selectors'],
  ['trail-sent-elsewhere', undefined],
  ['cloudtrail-bucket-tampered', undefined],
]);

const PARTITION = 'blinded';
/** As long as cases are listed. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;
/** Cases that are looked at: more than one attack makes. */
const LOOKED_AT = 20;

/** Remembers that a case tells of somebody who may have blinded us, whatever else is open. Nothing for other rules. */
export function blindedWrite(rule: AlertRule, { id }: Pick<Case, 'id'>, now: number): readonly Write[] {
  if (blindingName(rule) === undefined) return [];
  const expiresAt = Math.floor(now / 1000) + KEPT_SECONDS;
  return [{ kind: 'put', key: { partition: PARTITION, sort: id }, value: { caseId: id }, if: 'any', expiresAt }];
}

function blindingName(rule: AlertRule): string | undefined {
  return namesOf(rule).find((name) => BLINDING.has(name));
}

/** The action that takes back what such a rule tells of; undefined: none does. */
export function cureFor(rule: AlertRule): string | undefined {
  return BLINDING.get(blindingName(rule) ?? '');
}

/** The cases that are not closed and tell of somebody who may have blinded us, with the lines that do. */
export async function blindedCases(
  store: Store,
): Promise<readonly { readonly case: Case; readonly lines: readonly CaseLine[] }[]> {
  const { items } = await store.list<{ readonly caseId: string }>(PARTITION, { limit: LOOKED_AT });
  const found = await Promise.all(items.map(({ value }) => standingIfAny(store, value.caseId)));
  const cases = new Map(found.flatMap((item) => (item === undefined ? [] : [[item.value.id, item.value] as const])));
  return [...cases.values()]
    .filter(({ status }) => status !== 'closed')
    .map((it) => ({ case: it, lines: it.lines.filter(({ rule }) => blindingName(rule) !== undefined) }))
    .filter(({ lines }) => lines.length > 0);
}

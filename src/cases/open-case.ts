import type { Case } from '../model/case.ts';
import type { Item, Key, Store, Write } from '../ports/store.ts';
import { caseKey, openCaseKey } from './case-store.ts';

/** A case that saw nothing new for this long is not extended any more; the next alert opens another. */
const OPEN_SECONDS = 24 * 60 * 60;
/** A case of several actors, or parts of one, go on for longer than each of them: who points there is kept, the case says until when. */
const KEPT_SECONDS = 90 * 24 * 60 * 60;
/** Rules of one actor that are somewhere else. */
const RULES = 200;

/** Where the alerts of an account's root actor go. */
export interface OpenCase {
  readonly caseId: string;
  /** Rules that a split took to another case, the newest last. */
  readonly rules?: readonly { readonly rule: string; readonly caseId: string }[];
}

/** An actor's pointer as it was read. */
export interface Pointer {
  readonly key: Key;
  readonly item: Item<OpenCase> | undefined;
}

export async function readPointer(store: Store, account: string, rootActor: string): Promise<Pointer> {
  const key = openCaseKey(account, rootActor);
  return { key, item: await store.get<OpenCase>(key) };
}

/** Until when a case that sees something new at `now` takes more. Unix milliseconds. */
export function openUntil(now: number): number {
  return now + OPEN_SECONDS * 1000;
}

/** The case that an alert of this rule goes to, if there is one that still takes alerts. */
export async function caseFor(
  store: Store,
  { item }: Pointer,
  rule: string,
  now: number,
): Promise<{
  readonly item: Item<Case> | undefined;
  /** It is a split's, not the one of everything else. */
  readonly split: boolean;
}> {
  if (item === undefined) return { item: undefined, split: false };
  const apart = item.value.rules?.find((one) => one.rule === rule);
  const part = apart === undefined ? undefined : await taking(store, apart.caseId, now);
  if (part !== undefined) return { item: part, split: true };
  return { item: await taking(store, item.value.caseId, now), split: false };
}

async function taking(store: Store, id: string, now: number): Promise<Item<Case> | undefined> {
  let item = await store.get<Case>(caseKey(id));
  while (item?.value.mergedInto !== undefined) item = await store.get<Case>(caseKey(item.value.mergedInto.caseId));
  return item === undefined || (item.value.openUntil ?? Number.POSITIVE_INFINITY) <= now ? undefined : item;
}

/** The pointer after an alert of this rule went to a case. */
export function pointAfter({ item }: Pointer, rule: string, it: Pick<Case, 'id'>, split: boolean): OpenCase {
  const { caseId = it.id, rules = [] } = item?.value ?? {};
  // A part that takes no alerts any more is forgotten: the rule is one like any other again.
  const others = rules.filter((one) => one.rule !== rule);
  return split ? tidy(caseId, [...others, { rule, caseId: it.id }]) : tidy(it.id, others);
}

/** The pointer with everything that went to one case going to another. */
export function redirect(open: OpenCase, from: string, to: string): OpenCase {
  const follow = (id: string): string => (id === from ? to : id);
  return tidy(
    follow(open.caseId),
    (open.rules ?? []).map(({ rule, caseId }) => ({ rule, caseId: follow(caseId) })),
  );
}

/** The pointer with what these rules find, as far as it went to one case, going to another. */
export function redirectRules(open: OpenCase, moved: readonly string[], from: string, to: string): OpenCase {
  const rules = open.rules ?? [];
  const there = moved.filter((rule) => (rules.find((one) => one.rule === rule)?.caseId ?? open.caseId) === from);
  const kept = rules.filter(({ rule }) => !there.includes(rule));
  return tidy(open.caseId, [...kept, ...there.map((rule) => ({ rule, caseId: to }))]);
}

function tidy(caseId: string, rules: NonNullable<OpenCase['rules']>): OpenCase {
  const apart = rules.filter((one) => one.caseId !== caseId).slice(-RULES);
  return { caseId, ...(apart.length === 0 ? {} : { rules: apart }) };
}

/** Writes a pointer, if nobody else has meanwhile. `lasting`: it is not the only one that leads to its case. */
export function pointerWrite({ key, item }: Pointer, value: OpenCase, lasting: boolean, now: number): Write {
  const seconds = lasting || value.rules !== undefined ? KEPT_SECONDS : OPEN_SECONDS;
  return {
    kind: 'put',
    key,
    value,
    if: item === undefined ? 'absent' : { version: item.version },
    expiresAt: Math.floor(now / 1000) + seconds,
  };
}

import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import { UNKNOWN_PRINCIPAL } from '../model/principals.ts';
import type { Item, Key, Store } from '../ports/store.ts';

export function caseKey(id: string): Key {
  return { partition: `case#${id}`, sort: 'case' };
}

/** A root actor's id stands in a key as it is up to this many bytes; real ones are far shorter. */
const ACTOR_BYTES = 900;

/** Points from an account and root actor to their open case. Never the same for two actors. */
export function openCaseKey(account: string, rootActor: string): Key {
  const fits = Buffer.byteLength(rootActor) <= ACTOR_BYTES;
  const sort = fits ? rootActor : `sha256:${createHash('sha256').update(rootActor).digest('hex')}`;
  return { partition: `open-case#${account}`, sort };
}

/** A record, or a message of somebody else, is remembered this long after it was counted: longer than any source redelivers. */
export const SEEN_SECONDS = 16 * 24 * 60 * 60;

/** Remembers that a record was counted, with the rules that it was counted for. */
export function seenKey(account: string, eventID: string): Key {
  return { partition: `seen#${account}#${eventID}`, sort: 'seen' };
}

export interface Seen {
  readonly rules: readonly string[];
  /** The case that a rule of it was put on last. */
  readonly caseId: string;
  /** The case that each of the rules was put on, the first of which counts the record. Absent: an earlier release wrote it. */
  readonly on?: readonly string[];
  /** Where the record lies, for whoever wants the original. */
  readonly source: string;
  readonly bucket?: string;
  readonly key?: string;
}

/** @throws TrailboltError `case.missing`. */
export async function readCase(store: Store, id: string): Promise<Item<Case>> {
  const item = await store.get<Case>(caseKey(id));
  if (item === undefined) throw new TrailboltError('case.missing', `There is no case ${id.slice(0, 40)}.`);
  return item;
}

/** The case itself, or the one that has all it had: merges are followed to their end. @throws TrailboltError `case.missing`. */
export async function readStanding(store: Store, id: string): Promise<Item<Case>> {
  let item = await readCase(store, id);
  // Nothing is merged into a case that was merged away, so this ends.
  while (item.value.mergedInto !== undefined) item = await readCase(store, item.value.mergedInto.caseId);
  return item;
}

/** The same, or undefined for a case that was forgotten, as one is that was opened by hand and never used. */
export async function standingIfAny(store: Store, id: string): Promise<Item<Case> | undefined> {
  try {
    return await readStanding(store, id);
  } catch (error) {
    if (error instanceof TrailboltError && error.code === 'case.missing') return undefined;
    throw error;
  }
}

/** What is said to whoever wants to do something with a case that was merged into another one. */
export function mergedAway(id: string, standing: Pick<Case, 'id'>): TrailboltError {
  return new TrailboltError(
    'case.merged',
    `Case ${id} was merged into case ${standing.id}: look after that one. Nothing was changed.`,
    { details: { into: standing.id } },
  );
}

/** A case that people may do something with. @throws TrailboltError `case.missing`, `case.merged`. */
export async function readUnmerged(store: Store, id: string): Promise<Item<Case>> {
  const item = await readCase(store, id);
  if (item.value.mergedInto === undefined) return item;
  throw mergedAway(id, (await readStanding(store, id)).value);
}

/**
 * A case as a request that hangs on it sees it: its thread and card, but with everybody who may be behind it or behind what
 * it was merged into, and with the place where the card of all stands now.
 * @throws TrailboltError `case.missing`.
 */
export async function readForRequests(store: Store, id: string): Promise<Item<Case>> {
  return asRequestsSee(store, await readCase(store, id));
}

/** The same for a case that was read. */
export async function asRequestsSee(store: Store, item: Item<Case>): Promise<Item<Case>> {
  const { mergedInto } = item.value;
  if (mergedInto === undefined) return item;
  let principals = principalsBehind(item.value);
  let last = item.value;
  while (last.mergedInto !== undefined) {
    last = (await readCase(store, last.mergedInto.caseId)).value;
    principals = [...new Set([...principals, ...last.principals])];
  }
  const { id: caseId, channel, openedAt } = last;
  return { ...item, value: { ...item.value, principals, mergedInto: { ...mergedInto, caseId, channel, openedAt } } };
}

/** Who may be behind a case. Behind one that somebody opened by hand nobody is known, and no other case makes that known. */
export function principalsBehind({ principals }: Pick<Case, 'principals'>): readonly string[] {
  return principals.length === 0 ? [UNKNOWN_PRINCIPAL] : principals;
}

/** What is thrown where others have changed a case at every try. */
export function contended(caseId: string): TrailboltError {
  return new TrailboltError('case.contended', `Case ${caseId} is changing too fast; try again.`);
}

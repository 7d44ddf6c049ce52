import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
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

/** Remembers that a record was counted, with the rules that it was counted for. */
export function seenKey(account: string, eventID: string): Key {
  return { partition: `seen#${account}#${eventID}`, sort: 'seen' };
}

export interface Seen {
  readonly rules: readonly string[];
  readonly caseId: string;
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

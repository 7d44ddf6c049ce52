import { splitNote, splitOffNote } from '../../blocks/merge-note.ts';
import { TrailboltError } from '../errors.ts';
import { actorsOf, type Case, type CasePart } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Store, Write } from '../ports/store.ts';
import { caseWrites, newCaseWrites } from './case-index.ts';
import { caseKey, contended, readUnmerged, type Seen, seenKey } from './case-store.ts';
import type { PartPorts } from './manage-merge.ts';
import { pointerWrite, readPointer, redirect, redirectRules } from './open-case.ts';
import { awaitedCard, createOutbox } from './outbox.ts';
import { splitCase, whyNotSplit } from './split-case.ts';

/** An alert that arrives in the same moment wins the race; the change is made upon what it left. */
const TRIES = 20;

const CHANGED = 'The case has changed: open the window again.';

/**
 * Takes rules, or an actor, out of a case into a new one with a card of its own, in one commit: what they find next goes
 * there while it takes alerts. Then audits it in both chains. The same `newId` again changes nothing.
 * @returns the new case.
 * @throws TrailboltError `case.missing`, `case.merged`, `case.not-splittable` with the reason, `case.contended`.
 */
export async function splitOff(
  ports: PartPorts,
  input: {
    readonly caseId: string;
    /** What is wanted of the case as it is now; undefined: it has changed too much to tell. */
    readonly choose: (it: Case) => CasePart | undefined;
    /** Id of the new case: that of the window that was submitted, so that it makes one. */
    readonly newId: string;
    readonly person: Pick<Person, 'id' | 'name'>;
    /** Where the card is. Absent: it has none yet, or Slack does not say. */
    readonly link?: string | undefined;
  },
): Promise<Case> {
  const { store, clock } = ports;
  const { person, newId } = input;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const made = (await store.get<Case>(caseKey(newId)))?.value;
    if (made !== undefined) {
      if (made.splitFrom?.caseId !== input.caseId || made.splitFrom.by !== person.id)
        throw new TrailboltError('case.not-splittable', `${CHANGED} Nothing was changed.`);
      // What a crash kept the first delivery from writing.
      await audit(ports, made);
      return made;
    }
    const item = await readUnmerged(store, input.caseId);
    const it = item.value;
    const part = input.choose(it);
    const why = part === undefined ? CHANGED : whyNotSplit(it, part);
    if (part === undefined || why !== undefined)
      throw new TrailboltError('case.not-splittable', `${why} Nothing was changed.`);
    const now = clock.now();
    const rules = await rulesOfRecords(store, it);
    const { stays, goes } = splitCase(it, part, { id: newId, by: person.id, at: now }, (eventID) => rules.get(eventID));
    const outbox = createOutbox(() => now);
    const commit = await store.commit([
      ...caseWrites(item, stays),
      ...newCaseWrites(goes),
      ...(await pointers(store, it, goes, part, now)),
      ...(goes.status === 'open' && goes.level === 'critical' ? (ports.alarm?.(goes) ?? []) : []),
      outbox.card(stays),
      // Somebody waits for it: no storm holds it back.
      awaitedCard(goes),
      outbox.note(`split-${goes.id}`, stays, splitNote(person, { case: goes })),
      outbox.note(`split-off-${goes.id}`, goes, splitOffNote(person, { case: stays, link: input.link })),
    ]);
    if (!commit.ok) continue;
    await audit(ports, goes);
    return goes;
  }
  throw contended(input.caseId);
}

/** What is known of the case's records: which rules fired on each. */
async function rulesOfRecords(store: Store, it: Case): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await Promise.all(
    it.records.map(async ({ eventID }) => {
      const seen = await store.get<Seen>(seenKey(it.account, eventID));
      return seen === undefined ? [] : [[eventID, seen.value.rules] as const];
    }),
  );
  return new Map(found.flat());
}

/** Whatever the part finds next goes to the new case, as far as it went to the old one. */
async function pointers(store: Store, it: Case, goes: Case, part: CasePart, now: number): Promise<readonly Write[]> {
  const all = await Promise.all(actorsOf(goes).map(({ root }) => readPointer(store, it.account, root.id)));
  return all.flatMap((pointer) => {
    if (pointer.item === undefined) return [];
    const open = pointer.item.value;
    const value =
      part.kind === 'actor' ? redirect(open, it.id, goes.id) : redirectRules(open, part.rules, it.id, goes.id);
    return [pointerWrite(pointer, value, true, now)];
  });
}

async function audit(ports: PartPorts, goes: Case): Promise<void> {
  const { splitFrom } = goes;
  if (splitFrom === undefined) return;
  const { part } = splitFrom;
  const entry = { at: new Date(splitFrom.at).toISOString(), who: splitFrom.by };
  const data: JsonObject = part.kind === 'actor' ? { actor: part.actor } : { rules: [...part.rules] };
  await ports.audit.append({
    ...entry,
    id: `case.split:${goes.id}`,
    chain: splitFrom.caseId,
    event: 'case.split',
    data: { into: goes.id, ...data },
  });
  await ports.audit.append({
    ...entry,
    id: `case.split-off:${goes.id}`,
    chain: goes.id,
    event: 'case.split-off',
    data: { from: splitFrom.caseId, ...data },
  });
}

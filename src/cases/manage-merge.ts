import { mergedAwayNote, mergedNote } from '../../blocks/merge-note.ts';
import { questionSettled } from '../../blocks/question.ts';
import { TrailboltError } from '../errors.ts';
import { actorsOf, type Case } from '../model/case.ts';
import { levelRank } from '../model/level.ts';
import type { Person } from '../model/person.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, Write } from '../ports/store.ts';
import { questionId } from './ask-actor.ts';
import { caseWrites } from './case-index.ts';
import { contended, mergedAway, readCase, readStanding, readUnmerged } from './case-store.ts';
import { absorb, absorbed, whyNotMerge } from './merge-case.ts';
import { pointerWrite, readPointer, redirect } from './open-case.ts';
import { createOutbox, outboxWrite } from './outbox.ts';
import { caseTag, readPosted } from './posted.ts';

/** What merging and splitting need. */
export interface PartPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  /** The writes that call people to a critical case that nobody acknowledges. Absent: nobody is called. */
  alarm?(it: Case): readonly Write[];
}

/** An alert that arrives in the same moment wins the race; the change is made upon what it left. */
const TRIES = 20;

/**
 * Merges one case into another in one commit: counts, requests, suspects and actors of both are on one card then, and what
 * either actor does next lands there. Then audits it in both chains. The same again changes nothing.
 * @returns the case that goes on, and whether this call or an earlier delivery of it made the change.
 * @throws TrailboltError `case.missing`, `case.merged` where one of them was merged away, `case.not-mergeable` with the reason,
 * `case.contended`.
 */
export async function mergeCase(
  ports: PartPorts,
  input: {
    readonly into: string;
    readonly from: string;
    readonly person: Pick<Person, 'id' | 'name'>;
    /** Where the cards are. Absent: they have none yet, or Slack does not say. */
    readonly links?: { readonly into?: string | undefined; readonly from?: string | undefined };
  },
): Promise<{ readonly case: Case; readonly changed: boolean }> {
  const { store, clock } = ports;
  const { person, links = {} } = input;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const from = await readCase(store, input.from);
    const done = from.value.mergedInto;
    if (done !== undefined) {
      const { value: standing } = await readStanding(store, input.from);
      // What a crash kept the first delivery from writing.
      if (done.by !== person.id || done.caseId !== input.into) throw mergedAway(input.from, standing);
      await audit(ports, from.value, done);
      return { case: standing, changed: true };
    }
    const into = await readUnmerged(store, input.into);
    const why = whyNotMerge(into.value, from.value);
    if (why !== undefined) throw new TrailboltError('case.not-mergeable', `${why} Nothing was changed.`);
    const now = clock.now();
    const mark = { by: person.id, at: now };
    const next = absorb(into.value, from.value, now);
    const gone = absorbed(from.value, next, mark);
    const rose = levelRank(next.level) > levelRank(into.value.level);
    const outbox = createOutbox(() => now);
    const commit = await store.commit([
      ...caseWrites(into, next),
      ...caseWrites(from, gone),
      ...(await pointers(store, next, gone.id, now)),
      ...(next.status === 'open' && next.level === 'critical' ? (ports.alarm?.(next) ?? []) : []),
      outbox.card(next),
      outbox.note(
        `merged-${gone.id}`,
        next,
        mergedNote(person, { case: from.value, link: links.from }, next, rose),
        ...(rose ? (['broadcast'] as const) : []),
      ),
      ...(await farewell(ports, from.value, gone, mergedAwayNote(person, { case: next, link: links.into }))),
    ]);
    if (!commit.ok) continue;
    await audit(ports, gone, mark);
    return { case: next, changed: true };
  }
  throw contended(input.into);
}

/** Whatever any of its actors does next is found to belong to the case. */
async function pointers(store: Store, next: Case, gone: string, now: number): Promise<readonly Write[]> {
  const all = await Promise.all(actorsOf(next).map(({ root }) => readPointer(store, next.account, root.id)));
  return all.flatMap((pointer) => {
    // One that leads elsewhere is that of a newer case of the same actor.
    const value = pointer.item === undefined ? { caseId: next.id } : redirect(pointer.item.value, gone, next.id);
    return [pointerWrite(pointer, value, true, now)];
  });
}

/** What is said of a case that is no more: on its card, in its thread, and to whoever was asked about it. */
async function farewell(
  { store, clock }: PartPorts,
  before: Case,
  gone: Case,
  words: Parameters<ReturnType<typeof createOutbox>['note']>[2],
): Promise<readonly Write[]> {
  const now = clock.now();
  const outbox = createOutbox(() => now);
  // Without a card there is no thread, and nobody needs a card that says no more than where to look instead.
  const hasCard = gone.hidden !== true && (await readPosted(store, caseTag(gone.id))) !== undefined;
  const { asked } = before;
  return [
    ...(gone.hidden === true ? [] : [outbox.card(gone)]),
    ...(hasCard ? [outbox.note(`merged-away-${gone.id}`, gone, words)] : []),
    ...(asked === undefined || asked.answer !== undefined
      ? []
      : [
          outboxWrite(asked.direct, 0, now, {
            kind: 'plain',
            id: questionId(asked.id, asked.direct),
            message: questionSettled(),
          }),
        ]),
  ];
}

async function audit(
  ports: PartPorts,
  gone: Case,
  { by, at }: { readonly by: string; readonly at: number },
): Promise<void> {
  const into = gone.mergedInto?.caseId ?? '';
  const entry = { at: new Date(at).toISOString(), who: by };
  await ports.audit.append({
    ...entry,
    id: `case.merged:${gone.id}`,
    chain: gone.id,
    event: 'case.merged',
    data: { into },
  });
  await ports.audit.append({
    ...entry,
    id: `case.absorbed:${gone.id}`,
    chain: into,
    event: 'case.absorbed',
    data: { from: gone.id, count: gone.count, actors: actorsOf(gone).map(({ root }) => root.id) },
  });
}

import { TrailboltError } from '../errors.ts';
import type { Case, Verdict } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Audit } from '../ports/audit.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { caseWrites } from './case-index.ts';
import { contended, readUnmerged } from './case-store.ts';
import { createOutbox } from './outbox.ts';

/** What people do with a case; none of it touches AWS. */
export type CaseChange =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'assign'; readonly to: Pick<Person, 'id' | 'name'> }
  | {
      readonly kind: 'close';
      readonly verdict: Verdict;
      readonly words: string;
      /** What its card still offered, in words. Absent: nothing. */
      readonly notDone?: string;
    }
  | { readonly kind: 'reopen' };

export interface ManagePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: Audit;
  /** The sentence for the thread, naming the person. */
  say(change: CaseChange, by: Pick<Person, 'id' | 'name'>): ChatMessage;
}

/** An alert that arrives in the same moment wins the race; the change is made upon what it left. */
const TRIES = 20;

/**
 * Changes a case, its card and its thread in one commit, then audits it. `key` is the identity of the click: the same one
 * again changes nothing. What is so already is left as it is.
 * @returns the case, and whether this call or an earlier delivery of it made the change.
 * @throws TrailboltError `case.missing`, `case.merged`, `case.closed` for a closed case, `case.contended`.
 */
export async function changeCase(
  ports: ManagePorts,
  input: {
    readonly caseId: string;
    readonly change: CaseChange;
    readonly person: Pick<Person, 'id' | 'name'>;
    readonly key: string;
  },
): Promise<{ readonly case: Case; readonly changed: boolean }> {
  const { store, clock } = ports;
  const { change, person } = input;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readUnmerged(store, input.caseId);
    const now = clock.now();
    const after = changed(item.value, change, person.id, now);
    if (after === undefined) {
      // What a crash kept the first delivery from writing.
      const mine = madeBy(item.value, change, person.id);
      if (mine !== undefined) await audit(ports, input, mine);
      return { case: item.value, changed: mine !== undefined };
    }
    // Whoever takes care of a case that mutes have hidden wants to see it.
    const { hidden: _shown, ...next } = after;
    const outbox = createOutbox(() => now);
    const commit = await store.commit([
      ...caseWrites(item, next),
      outbox.card(next),
      outbox.note(`case-${change.kind}-${next.id}-${input.key}`, next, ports.say(change, person)),
    ]);
    if (!commit.ok) continue;
    await audit(ports, input, now);
    return { case: next, changed: true };
  }
  throw contended(input.caseId);
}

/** The case after the change, or undefined where it is so already. */
function changed(it: Case, change: CaseChange, by: string, at: number): Case | undefined {
  switch (change.kind) {
    case 'acknowledge':
      if (it.status === 'closed') throw closed(it);
      return it.status === 'acknowledged' ? undefined : { ...it, status: 'acknowledged', acknowledged: { by, at } };
    case 'assign':
      if (it.status === 'closed') throw closed(it);
      return it.assignee === change.to.id ? undefined : { ...it, assignee: change.to.id };
    case 'close':
      return it.status === 'closed'
        ? undefined
        : { ...it, status: 'closed', closed: { by, at, verdict: change.verdict, words: change.words } };
    case 'reopen':
      return it.status === 'closed' ? { ...it, status: 'open' } : undefined;
  }
}

/** When this person made the case what it is, where they did. */
function madeBy(it: Case, change: CaseChange, by: string): number | undefined {
  if (change.kind === 'acknowledge') return it.acknowledged?.by === by ? it.acknowledged.at : undefined;
  if (change.kind === 'close') return it.closed?.by === by ? it.closed.at : undefined;
  return undefined;
}

function closed(it: Case): TrailboltError {
  return new TrailboltError('case.closed', `Case ${it.id} is closed; reopen it first.`);
}

async function audit(ports: ManagePorts, input: Parameters<typeof changeCase>[1], at: number): Promise<void> {
  const { change } = input;
  const data: JsonObject =
    change.kind === 'assign'
      ? { to: change.to.id }
      : change.kind === 'close'
        ? {
            verdict: change.verdict,
            words: change.words,
            ...(change.notDone === undefined ? {} : { notDone: change.notDone }),
          }
        : {};
  await ports.audit.append({
    id: `case.${EVENTS[change.kind]}:${input.caseId}:${input.key}`,
    chain: input.caseId,
    at: new Date(at).toISOString(),
    event: `case.${EVENTS[change.kind]}`,
    who: input.person.id,
    data,
  });
}

const EVENTS: Readonly<Record<CaseChange['kind'], string>> = {
  acknowledge: 'acknowledged',
  assign: 'assigned',
  close: 'closed',
  reopen: 'reopened',
};

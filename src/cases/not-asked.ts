import { notAskedNote } from '../../blocks/question.ts';
import type { Case } from '../model/case.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import { caseWrites } from './case-index.ts';
import { caseKey } from './case-store.ts';
import { createOutbox, type OutboxEntry } from './outbox.ts';

/**
 * A direct message that Slack will not take: whoever wanted the question put hears it in the thread, and may put it another
 * way. What tells the person no more than that they have answered is left out.
 */
export async function giveUpDirect(
  ports: { readonly store: Store; readonly clock: { now(): number } },
  entry: Item<OutboxEntry>,
  reason: string,
): Promise<void> {
  const { store, clock } = ports;
  const caseId = entry.value.kind === 'plain' ? entry.value.asks : undefined;
  const item = caseId === undefined ? undefined : await store.get<Case>(caseKey(caseId));
  const writes: Write[] = [{ kind: 'delete', key: entry, if: { version: entry.version } }];
  if (item !== undefined && item.value.asked !== undefined && item.value.asked.answer === undefined) {
    const { asked, ...next } = item.value;
    const outbox = createOutbox(() => clock.now());
    writes.push(
      ...caseWrites(item, next),
      outbox.card(next),
      outbox.note(`not-asked-${asked.id}`, next, notAskedNote(asked.person, reason)),
    );
  }
  await store.commit(writes);
}

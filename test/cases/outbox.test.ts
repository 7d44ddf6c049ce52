import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createOutbox, outboxRank, outboxWrite } from '../../src/cases/outbox.ts';
import { extendCase, freshCase } from '../../src/cases/extend-case.ts';
import { LEVELS, type Level } from '../../src/model/level.ts';
import { requestOf } from '../approve/support.ts';
import { alertOf, ManualClock, memoryStore, ruleOf, START } from './support.ts';

const CHANNEL = 'C0ALERTS';

function caseAt(level: Level, openedAt: number, id = 'case1') {
  const alert = alertOf(['e0'], { rule: ruleOf({ level }) });
  return extendCase(freshCase(id, CHANNEL, alert, openedAt), alert, { toCase: 1, toLine: 1 }, openedAt);
}

it('orders the channel by severity, then age, whatever was queued first', async () => {
  const clock = new ManualClock();
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(
        fc.record({ level: fc.constantFrom(...LEVELS), at: fc.integer({ min: 0, max: 4_000_000_000_000 }) }),
        {
          selector: ({ level, at }) => `${level} ${at}`,
          maxLength: 8,
        },
      ),
      async (cases) => {
        const store = memoryStore(clock);
        for (const [index, { level, at }] of cases.entries())
          await store.commit([createOutbox(clock.now).card(caseAt(level, at, `case${index}`))]);
        const { items } = await store.list<{ id: string }>(`outbox#${CHANNEL}`);
        const expected = cases
          .map((each, index) => ({ ...each, id: `case${index}` }))
          .toSorted((a, b) => outboxRank(a.level) - outboxRank(b.level) || a.at - b.at);

        expect(items.map((item) => item.value.id)).toEqual(expected.map((each) => each.id));
      },
    ),
    { numRuns: 30 },
  );
});

it('puts what a person waits for before every card', () => {
  const outbox = createOutbox(() => START);
  const critical = caseAt('critical', 0);
  const keys = [outbox.request(requestOf(), critical), outbox.note('n1', critical, { text: 'x', blocks: [] })].map(
    (write) => write.key.sort,
  );

  for (const key of keys) expect(key < outbox.card(critical).key.sort).toBe(true);
});

it('has one entry for a subject, however often it changes', () => {
  const outbox = createOutbox(() => START);
  const it0 = caseAt('high', START);
  const later = { ...it0, count: 99, updatedAt: START + 60_000 };

  expect(outbox.card(later).key).toEqual(outbox.card(it0).key);
  expect(outbox.request(requestOf({ state: 'approved' }), later).key).toEqual(outbox.request(requestOf(), it0).key);
});

it('keeps channels apart', () => {
  const entry = { kind: 'card', id: 'case1' } as const;

  expect(outboxWrite('C1', 1, START, entry).key.partition).not.toBe(outboxWrite('C2', 1, START, entry).key.partition);
});

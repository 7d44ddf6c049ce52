import { expect, it, onTestFinished } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { createAudit } from '../../src/adapters/audit.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { watchAudit } from '../../src/app/audit-watch.ts';
import { createOutbox } from '../../src/cases/outbox.ts';
import { ManualClock } from '../cases/support.ts';

const MINUTE = 60_000;
const ANA = {
  id: 'U0ANA',
  name: 'ana',
  team: 'T0',
  isBot: false,
  isDeleted: false,
  isGuest: false,
  isStranger: false,
};

function bench() {
  const clock = new ManualClock();
  const store = openSqliteStore(':memory:', { now: () => clock.now() });
  onTestFinished(() => store.close());
  const audit = createAudit(openSqliteStore(':memory:'), () => clock.now());
  const chat = {
    user: (id: string) =>
      id === ANA.id
        ? Promise.resolve(ANA)
        : Promise.reject(new TrailboltError('chat.refused', 'There is no such user.')),
  };
  const ports = { store, audit, clock, chat, outbox: createOutbox(() => clock.now()) };
  let entries = 0;
  return {
    clock,
    watch: (channel: string | undefined = 'C0AUDIT') => watchAudit(ports, channel),
    async write(event: string, times = 1, who = ANA.id) {
      for (let time = 0; time < times; time += 1)
        await audit.append({
          id: `e${(entries += 1)}`,
          chain: 'system',
          at: new Date(clock.now()).toISOString(),
          event,
          who,
          data: {},
        });
    },
    async told(): Promise<readonly string[]> {
      const { items } = await store.list<{ message: { text: string } }>('outbox#C0AUDIT');
      return items.map((item) => item.value.message.text);
    },
    /** The blocks of all messages, as JSON. */
    async shown(): Promise<string> {
      const { items } = await store.list<{ message: { blocks: unknown } }>('outbox#C0AUDIT');
      return JSON.stringify(items.map((item) => item.value.message.blocks));
    },
  };
}

it('tells in one message what was written since the last one, and nothing twice', async () => {
  const desk = bench();
  await desk.write('old.news');
  desk.clock.advance(MINUTE);
  await desk.watch();
  await desk.write('freeze.set');
  await desk.write('freeze.thawed');

  for (let minute = 0; minute < 3; minute += 1) {
    desk.clock.advance(MINUTE);
    await desk.watch();
  }

  expect(await desk.told()).toEqual(['Audit: froze all remedies and thawed all remedies.']);
});

it('waits for what is just being written', async () => {
  const desk = bench();
  await desk.watch();
  await desk.write('freeze.set');

  desk.clock.advance(5000);
  await desk.watch();
  const early = await desk.told();
  desk.clock.advance(6000);
  await desk.watch();

  expect(early).toEqual([]);
  expect(await desk.told()).toEqual(['Audit: froze all remedies.']);
});

it('makes no flood of messages of a flood of entries', async () => {
  const desk = bench();
  await desk.watch();
  await desk.write('job.forged', 200);
  desk.clock.advance(MINUTE);
  await desk.watch();
  desk.clock.advance(MINUTE);
  await desk.watch();

  expect(await desk.told()).toHaveLength(1);
});

it('tells once where several watch at once, and nobody where there is no channel', async () => {
  const desk = bench();
  await desk.watch();
  await desk.write('freeze.set');
  desk.clock.advance(MINUTE);
  await Promise.all(Array.from({ length: 5 }, () => desk.watch()));
  await watchAudit({} as never, undefined);

  expect(await desk.told()).toHaveLength(1);
});

it('names who did it and mentions nobody, which would notify them of what they did; whom Slack does not know, by id', async () => {
  const desk = bench();
  await desk.watch();
  await desk.write('freeze.set');
  await desk.write('freeze.thawed', 1, 'U0GONE');
  await desk.write('job.forged', 1, 'trailbolt');
  desk.clock.advance(MINUTE);
  await desk.watch();

  const shown = await desk.shown();
  expect(shown).toContain('"ana (U0ANA)"');
  expect(shown).toContain('"U0GONE"');
  expect(shown).toContain('"trailbolt"');
  expect(shown).not.toContain('user_id');
});

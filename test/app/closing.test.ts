import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeModal } from '../../blocks/case-modals.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { createServices } from '../../src/app/services.ts';
import { People } from '../../src/approve/people.ts';
import type { OutboxEntry } from '../../src/cases/outbox.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import type { SlackServices } from '../../src/slack/services.ts';
import { portsFor, setScene } from '../crash/scene.ts';

let world: World;
let ports: ReturnType<typeof portsFor>;
let services: SlackServices;
let caseId: string;

beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 20, lookupLagMs: 0 } });
  Object.assign(process.env, world.environment);
  const scene = await setScene(world, 'closing');
  ports = portsFor(world, scene.store, scene.auditStore, systemClock);
  const people = new People(ports);
  services = createServices(ports, createRunPorts(ports, people), people);
  const { cases } = await services.cases('open', undefined);
  caseId = cases[0]?.case.id ?? '';
});
afterAll(async () => {
  await ports?.close();
  await world?.close();
});

it('whoever closes a case is told what its card still offers, and the thread and the audit tell it on', async () => {
  const still = await services.stillOffered(caseId);
  const window = closeModal(await services.case(caseId), still);
  await services.changeCase({
    caseId,
    change: { kind: 'close', verdict: 'true', words: 'Mining.' },
    person: await services.person(PEOPLE.ana),
    key: 'close',
  });
  const entry = (await ports.audit.read(caseId)).find(({ event }) => event === 'case.closed');
  const { items } = await ports.store.list<OutboxEntry>(`outbox#${world.alerts}`, { limit: 100 });
  const notes = items.flatMap(({ value }) => (value.kind === 'note' ? [value.message.text] : []));

  expect(still.map(({ action }) => action)).toContain('stop-instance');
  expect(JSON.stringify(window.blocks)).toMatch(/❗ Not done: .*Stop instance i-/);
  expect(window.submit?.text).toBe('Close all the same');
  expect(entry?.data['notDone']).toMatch(/Stop instance i-/);
  expect(notes.find((text) => text.includes('Mining.'))).toMatch(/Not done: .*Stop instance i-/);
});

it('a case without anything left closes without a warning', async () => {
  const window = closeModal(await services.case(caseId), []);

  expect(JSON.stringify(window.blocks)).not.toContain('Not done');
  expect(window.submit?.text).toBe('Close case');
});

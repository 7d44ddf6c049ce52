import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { createServices } from '../../src/app/services.ts';
import { hasRole } from '../../src/approve/person.ts';
import { People } from '../../src/approve/people.ts';
import { readCase } from '../../src/cases/case-store.ts';
import type { Log } from '../../src/ports/log.ts';
import { DEFAULT_CAST, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import { readRequest } from '../../src/remediate/request-store.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { JobReceiver } from '../../src/slack/receiver.ts';
import { portsFor, setScene } from '../crash/scene.ts';
import { alerts } from '../sandbox/slack/support.ts';
import { bodyFor, COLUMNS, expected, MATRIX, UNITS } from './role-matrix.ts';
import { policy, sceneOf } from './scene.ts';
import { signed } from './support.ts';

it('has a row for everything that can be asked, and none for what cannot', () => {
  expect(Object.keys(MATRIX).toSorted()).toEqual(UNITS.toSorted());
});

/** By column, somebody with exactly that role in the policy of the scene. */
const CAST = {
  viewer: PEOPLE.vic,
  responder: PEOPLE.rana,
  approver: PEOPLE.ana,
  admin: PEOPLE.ada,
  guest: PEOPLE.gus,
  stranger: PEOPLE.sid,
} as const;

it.each(Object.entries(CAST) as [keyof typeof CAST, string][])(
  'lets a %s in where the table says',
  async (column, user) => {
    const scene = await sceneOf();
    // Nobody has a window open: whether it could be updated is not asked here.
    scene.updateViews = false;
    const { signingSecret, teamId: workspace } = scene.slack.credentials;
    const team = DEFAULT_CAST.people.find(({ id }) => id === user)?.team ?? workspace;
    const found: Record<string, string> = {};
    for (const [index, unit] of UNITS.entries()) {
      const { body, type } = bodyFor(unit, { user, team, workspace, channel: alerts });
      const at = scene.desk.clock.now() - (index + 1) * 1000;
      const before = scene.desk.logged.length;
      // What fails behind the door is not the door's matter.
      await scene.process(signed(body, { at, type, secret: signingSecret })).catch(() => undefined);
      found[unit] = scene.desk.logged.slice(before).includes('slack.not-permitted') ? 'no' : 'yes';
    }

    expect(found).toEqual(Object.fromEntries(UNITS.map((unit) => [unit, expected(unit, column)])));
  },
);

function option(value: string): object {
  return { option: { selected_option: { value } } };
}

/** The person behind the case's principal, an approver: over the real stages, with a case and a request about themselves. */
describe('the suspect', () => {
  let world: World;
  let ports: ReturnType<typeof portsFor>;
  let receiver: JobReceiver;
  let about: Readonly<Record<string, Parameters<typeof bodyFor>[2]>>;
  const said: string[] = [];
  const logged: string[] = [];
  let count = 0;

  beforeAll(async () => {
    world = await createWorld({ aws: { transitionMs: 20, lookupLagMs: 0, lookupsPerSecond: 1000 } });
    Object.assign(process.env, world.environment);
    const { caseId, requestId, store, auditStore } = await setScene(world, 'matrix');
    const base = portsFor(world, store, auditStore, systemClock);
    const log: Log = {
      info: () => undefined,
      warn: (event) => void logged.push(event),
      error: (event) => void logged.push(event),
    };
    // Nobody has a window open here; what it would say is what counts.
    const chat = {
      ...base.chat,
      updateView: (_target: unknown, view: object) => Promise.resolve(void said.push(JSON.stringify(view))),
      ephemeral: (_channel: string, _user: string, message: object) =>
        Promise.resolve(void said.push(JSON.stringify(message))),
    };
    ports = { ...base, log, chat };
    receiver = new JobReceiver({ ...ports, workspace: async () => (await ports.policy()).workspace });
    const people = new People(ports);
    const services = createServices(ports, createRunPorts(ports, people), people);
    createSlackApp({ ...ports, receiver, services, permits: hasRole });
    const request = (await readRequest(ports.store, requestId)).value;
    const { value: of, ...at } = await readCase(ports.store, caseId);
    // One that is so mild that the actor may be asked, and a request that starts by itself.
    const mild = {
      ...of,
      level: 'low',
      lines: of.lines.map((line) => ({ ...line, rule: { ...line.rule, level: 'low' } })),
    };
    const automation = { name: 'a', digest: 'd', actor: 'x', startsAt: Date.now() + 60_000, recordAt: 0 };
    const announced = { ...request, id: 'announced', state: 'announced', automation };
    await ports.store.commit([
      { kind: 'put', key: at, value: mild, if: 'any' },
      { kind: 'put', key: requestKey('announced'), value: announced, if: 'any' },
    ]);
    const reason = { text: { value: 'It was me.' } };
    const decision = { value: `${requestId}.${request.plan.digest}` };
    about = {
      'button open.plan': { value: `${caseId}.none` },
      'button open.undo': { value: requestId },
      'button open.emergency': decision,
      'button request.approve': decision,
      'button request.reject': decision,
      'button open.reject': decision,
      'button request.hold': { value: 'announced' },
      'button open.case': { value: `close.${caseId}` },
      'view request.create': { metadata: 'none', state: { reason } },
      'view request.emergency': { metadata: decision.value, state: { reason } },
      'view request.reject': { metadata: requestId, state: { reason } },
      'view case.assign': { metadata: caseId, state: { assignee: { user: { selected_user: PEOPLE.rana } } } },
      'view case.close': { metadata: caseId, state: { verdict: option('false'), reason } },
      'view case.merge': { metadata: caseId, state: { from: option('other') } },
      'view case.split': { metadata: caseId, state: { actor: option('0.x') } },
      'view case.mute': {
        metadata: caseId,
        state: { rule: option(of.lines[0]?.rule.id ?? ''), scope: option('actor'), span: option('1'), reason },
      },
    };
    for (const unit of [
      'case.trail',
      'case.acknowledge',
      'case.reopen',
      'case.ask',
      'case.parts',
      'open.record',
      'record.show',
      'storm.card',
    ])
      about = { ...about, [`button ${unit}`]: { value: caseId } };
  });
  afterAll(async () => {
    await ports?.close();
    await world?.close();
  });

  it.each(UNITS)('%s', async (unit) => {
    const { signingSecret, teamId: workspace } = world.slack.credentials;
    const by = { user: PEOPLE.dave, team: workspace, workspace, channel: world.alerts };
    const { body, type } = bodyFor(unit, by, about[unit]);
    const at = Date.now() - (count += 1) * 1000;
    said.length = 0;
    logged.length = 0;

    await receiver.process(signed(body, { at, type, secret: signingSecret }), true).catch(() => undefined);

    const barred = said.some((words) => /You are the person behind/.test(words));
    const refused = logged.includes('slack.not-permitted');
    expect(refused ? 'no' : barred ? 'barred' : 'yes').toBe(expected(unit, 'suspect'));
  });

  it('is a column of every row', () => {
    for (const unit of UNITS)
      for (const column of COLUMNS) expect(['yes', 'no', 'barred']).toContain(expected(unit, column));
  });
});

it('speaks of the policy that its people have their roles from', () => {
  expect(policy.roles).toMatchObject({ responder: [PEOPLE.rana], approver: [PEOPLE.ana], admin: [PEOPLE.ada] });
});

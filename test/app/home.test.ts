import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { createServices } from '../../src/app/services.ts';
import { postWaiting } from '../../src/app/post.ts';
import { createRender } from '../../src/app/render.ts';
import { People } from '../../src/approve/people.ts';
import { indexEntry } from '../../src/cases/case-index.ts';
import { caseKey } from '../../src/cases/case-store.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { createSourceWatch } from '../../src/ingest/source-seen.ts';
import type { Case } from '../../src/model/case.ts';
import type { HomeFilter, HomeTab } from '../../src/model/home.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import type { SlackServices } from '../../src/slack/services.ts';
import { alertOf, ruleOf } from '../cases/support.ts';
import { portsFor, setScene } from '../crash/scene.ts';
import { countReads } from '../support/count-reads.ts';

/** A request for a leaked key's instance that Rana asked for and Ana approved: one of two. */
let world: World;
let ports: ReturnType<typeof portsFor>;
let services: SlackServices;

async function home(person: keyof typeof PEOPLE, filter: HomeFilter = {}): Promise<HomeTab> {
  return services.home(await services.person(PEOPLE[person]), filter);
}

const alertsChannel = () => Promise.resolve(world.alerts);

beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 20, lookupLagMs: 0 } });
  Object.assign(process.env, world.environment);
  const scene = await setScene(world, 'home');
  ports = portsFor(world, scene.store, scene.auditStore, systemClock);
  const people = new People(ports);
  services = createServices(ports, createRunPorts(ports, people), people);
  const other = { type: 'IAMUser', root: { id: 'arn:aws:iam::222233334444:user/eve', name: 'eve' } };
  const rule = ruleOf({ id: 'quiet', level: 'medium' });
  await recordAlert(
    { ...ports, channelFor: alertsChannel },
    alertOf(['e1'], { account: '222233334444', actor: other, rule }),
  );
});
afterAll(async () => {
  await ports?.close();
  await world?.close();
});

describe('requests that wait', () => {
  it.each([
    ['ben', ['approve'], 'the other approver'],
    ['rana', ['withdraw'], 'the one who asked'],
    ['ana', [], 'whoever approved already'],
    ['dave', [], 'the suspect, though an approver'],
    ['vic', [], 'a viewer'],
    ['ada', [], 'an admin who is no approver'],
  ] as const)('for %s: %j, %s', async (person, may, _who) => {
    const { waiting } = await home(person);

    expect(waiting.requests.map((one) => one.may)).toEqual(may);
    expect(waiting.more).toBe(0);
  });
});

describe('open cases', () => {
  it('are counted by level, the worst first', async () => {
    const { cases } = await home('vic');

    expect(cases.open).toMatchObject({ high: 1, medium: 1, low: 0 });
    expect(cases.cases.map(({ case: { level } }) => level)).toEqual(['high', 'medium']);
  });

  it.each([
    [{ level: 'high' }, ['high']],
    [{ level: 'medium' }, ['high', 'medium']],
    [{ account: '222233334444' }, ['medium']],
    [{ account: '222233334444', level: 'high' }, []],
    [{ mine: true }, []],
  ] as const)('through the filter %j: %j', async (filter, levels) => {
    const { cases } = await home('rana', filter);

    expect(cases.cases.map(({ case: { level } }) => level)).toEqual(levels);
    expect(cases.open).toMatchObject({ high: 1, medium: 1 });
  });

  it('are somebody’s own once they are assigned', async () => {
    const [first] = (await home('rana')).cases.cases;
    await services.changeCase({
      caseId: first?.case.id ?? '',
      change: { kind: 'assign', to: { id: PEOPLE.rana, name: 'rana' } },
      person: await services.person(PEOPLE.ana),
      key: 'assign',
    });

    expect((await home('rana', { mine: true })).cases.cases.map(({ case: { id } }) => id)).toEqual([first?.case.id]);
    expect((await home('ben', { mine: true })).cases.cases).toEqual([]);
  });

  it('lead to their cards once these are posted, by one question to Slack each', async () => {
    const render = createRender(ports);
    await postWaiting({ ...ports, render }, world.alerts, 10_000);
    const asked = () => world.slack.calls.filter(({ method }) => method === 'chat.getPermalink').length;

    const links = (await home('vic')).cases.cases.map(({ link }) => link);
    const before = asked();
    await home('ana');

    expect(links).toEqual([expect.stringContaining('https://'), expect.stringContaining('https://')]);
    expect(asked()).toBe(before);
  });
});

it('reads the cases that it shows, and no other, of four thousand', async () => {
  const [model] = (await home('vic')).cases.cases;
  if (model === undefined) throw new Error('no case');
  for (let start = 0; start < 4000; start += 50) {
    const some = Array.from({ length: 50 }, (_, index): Case => {
      const number = start + index;
      const status = number % 10 === 0 ? 'open' : 'closed';
      return { ...model.case, id: `one-of-many-${number}`, level: 'low', status, requests: [], openedAt: number };
    });
    await ports.store.commit(
      some.flatMap((one) => [indexEntry(one), { kind: 'put' as const, key: caseKey(one.id), value: one, if: 'any' }]),
    );
  }
  const counted = countReads(ports.store);
  const people = new People(ports);
  const counting = { ...ports, store: counted.store };
  const reading = createServices(counting, createRunPorts(counting, people), people);

  const { cases } = await reading.home(await reading.person(PEOPLE.vic), {});

  expect(cases).toMatchObject({ more: 400 + 2 - 15, partial: false, open: { high: 1, medium: 1, low: 400 } });
  // Fifteen cases, and those of two requests: one waits, which the viewer may not decide, though it has to be looked at.
  expect(counted.reads.of.filter((partition) => partition.startsWith('case#')).length).toBeLessThanOrEqual(17);
  expect(counted.reads.of.filter((partition) => partition.startsWith('cases#'))).toHaveLength(5);
});

describe('health', () => {
  it('says which source brought records, and when', async () => {
    expect((await home('vic')).sources).toEqual([{ name: 'org-trail', seenAt: undefined }]);

    await createSourceWatch(ports).note(['org-trail']);

    const [source] = (await home('vic')).sources;
    expect(source?.seenAt).toBeGreaterThan(Date.now() - 60_000);
  });

  it('says who may have blinded it until that is put right or its case is closed', async () => {
    const mallory = { type: 'IAMUser', root: { id: 'arn:aws:iam::222233334444:user/mallory', name: 'mallory' } };
    const rule = ruleOf({ id: 'f85fd5e4', name: 'cloudtrail-stopped', title: 'CloudTrail was stopped or deleted' });
    const alert = alertOf(['blind'], { account: '222233334444', actor: mallory, rule });
    const before = (await home('vic')).blind;
    const { caseId } = await recordAlert({ ...ports, channelFor: alertsChannel }, alert);
    const during = (await home('vic')).blind;

    expect(before).toEqual([]);
    expect(during).toEqual([
      expect.objectContaining({
        title: 'CloudTrail was stopped or deleted',
        by: 'mallory',
        account: '222233334444',
        caseId,
      }),
    ]);

    const restart = (state: string, undoes?: string) => ({
      id: `restart-${state}-${undoes ?? ''}`,
      caseId,
      state,
      plan: {
        action: { id: 'start-logging', risk: 'reversible' },
        targets: [],
        ...(undoes === undefined ? {} : { undoes }),
      },
      run: { startedAt: Date.now(), finishedAt: Date.parse(alert.lastAt) + 1, steps: [] },
    });
    const withRequests = async (...requests: readonly ReturnType<typeof restart>[]) => {
      const item = await ports.store.get<Case>(caseKey(caseId));
      if (item === undefined) throw new Error('no case');
      await ports.store.commit([
        { kind: 'put', key: item, value: { ...item.value, requests: requests.map(({ id }) => id) }, if: 'any' },
        ...requests.map((value) => ({ kind: 'put' as const, key: requestKey(value.id), value, if: 'any' as const })),
      ]);
      return (await home('vic')).blind.length;
    };
    const done = restart('succeeded');
    expect(await withRequests(restart('failed'))).toBe(1);
    expect(await withRequests(done)).toBe(0);
    expect(await withRequests(done, restart('succeeded', done.id))).toBe(1);

    const person = await services.person(PEOPLE.ana);
    await services.changeCase({
      caseId,
      change: { kind: 'close', verdict: 'false', words: 'A drill.' },
      person,
      key: 'c',
    });
    expect((await home('vic')).blind).toEqual([]);
  });

  it('counts what lies aside', async () => {
    await ports.jobs.deadLetter({ kind: 'forged' }, 'a test');
    await ports.store.commit([
      { kind: 'put', key: { partition: 'outbox-dead', sort: 'C1#x' }, value: {}, if: 'any' },
      { kind: 'put', key: { partition: 'ingest-dead', sort: 'm1' }, value: {}, if: 'any' },
    ]);

    expect((await home('vic')).aside).toEqual([
      { what: 'job', number: 1 },
      { what: 'message', number: 1 },
      { what: 'unread file', number: 1 },
    ]);
  });

  it('counts what lies in the dead ends that it is told of, with the queue', async () => {
    const people = new People(ports);
    const told = { ...ports, deadEnds: () => Promise.resolve([{ name: 'jobs-failed', number: 3 }]) };
    const reading = createServices(told, createRunPorts(told, people), people);

    const { aside } = await reading.home(await reading.person(PEOPLE.vic), {});

    expect(aside).toContainEqual({ what: 'message', number: 3, where: 'jobs-failed' });
  });
});

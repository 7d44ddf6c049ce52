import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { createLocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { muteNote, caseNote } from '../../blocks/case-note.ts';
import { freeze, readFreeze } from '../../src/approve/freeze.ts';
import { alarm, mentionOnCall, pageOnCall, type EscalatePorts } from '../../src/cases/escalate.ts';
import { changeCase } from '../../src/cases/manage-case.ts';
import { createMute } from '../../src/cases/manage-mute.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Case } from '../../src/model/case.ts';
import type { Level } from '../../src/model/level.ts';
import type { Page } from '../../src/ports/pager.ts';
import type { Timer } from '../../src/ports/timers.ts';
import { personOf, policyOf } from '../approve/support.ts';
import { testLog as log } from '../support/test-log.ts';
import { openDesk, type Desk } from './desk.ts';
import { alertOf, ruleOf } from './support.ts';

const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:on-call';
const POLICY = policyOf({
  escalation: { mention: ['S0ONCALL', 'U0ADA'], mentionAfter: 600, pager: { topic: TOPIC, after: 1200 } },
});
const ADA = { id: 'U0ADA', name: 'ada' };

let desk: Desk;
let ports: EscalatePorts;
let pages: Page[];
let pager: () => Promise<void>;

beforeEach(async () => {
  desk = await openDesk();
  pages = [];
  pager = () => Promise.resolve();
  const { store, clock, chat } = desk.ports;
  const jobs = createLocalJobs({ store, clock });
  ports = {
    store,
    clock,
    chat,
    log,
    timers: createTimers({ store, jobs, clock, log }),
    audit: createAudit(store),
    policy: () => Promise.resolve(POLICY),
    pager: {
      async page(topic, page) {
        expect(topic).toBe(TOPIC);
        pages.push(page);
        await pager();
      },
    },
  };
});

/** Fires what is due, as the worker does: what throws stays and comes again. */
async function fire(): Promise<void> {
  for (const timer of await ports.timers.due(desk.clock.now(), 50)) {
    const done = await fired(timer).then(
      () => true,
      () => false,
    );
    if (done) await ports.timers.done(timer);
  }
}

function fired({ kind, subject }: Timer): Promise<void> {
  return kind === 'case.mention' ? mentionOnCall(ports, subject) : pageOnCall(ports, subject);
}

async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    desk.clock.advance(MINUTE);
    await fire();
  }
  await desk.drainAll();
}

const record = (id: string, level: Level = 'critical'): Promise<Case> =>
  desk.record(alertOf([id], { rule: ruleOf({ id: `${level}-rule`, level }) }), {
    alarm: (it0) => alarm(POLICY, ports.timers, it0),
  });

const calls = () => desk.messages().filter(({ text }) => text.includes('nobody has acknowledged it'));

describe('a critical case that nobody acknowledges', () => {
  it('mentions whom the policy names, for the channel to see, then pages, each once', async () => {
    const it0 = await record('e0');
    await desk.drainAll();
    await pass(9);
    const early = calls().length;
    await pass(60);
    await record('e1');
    await pass(60);
    const [call] = calls();

    expect(early).toBe(0);
    expect(calls()).toHaveLength(1);
    expect(call?.text).toContain('nobody has acknowledged it for 10 minutes');
    expect(JSON.stringify(call?.blocks)).toContain('"usergroup_id":"S0ONCALL"');
    expect(JSON.stringify(call?.blocks)).toContain('"user_id":"U0ADA"');
    expect(pages).toHaveLength(1);
    expect(pages[0]).toMatchObject({ case: it0.id, account: 'prod', link: expect.stringContaining('/archives/') });
    expect((await ports.audit.read(it0.id)).map(({ event }) => event)).toEqual(['case.escalated', 'case.paged']);
  });

  it('that becomes critical later is waited for from then on', async () => {
    await record('e0', 'high');
    await pass(30);
    await record('e1');
    await pass(9);
    const early = calls().length;
    await pass(2);

    expect([early, calls().length]).toEqual([0, 1]);
  });

  it.each([
    ['acknowledged', { kind: 'acknowledge' } as const],
    ['closed', { kind: 'close', verdict: 'expected', words: 'A test.' } as const],
  ])('calls nobody once it is %s, and calls again when it is opened by something new', async (_what, change) => {
    const it0 = await record('e0');
    await pass(11);
    await changeCase(
      { ...ports, say: () => caseNote(ADA, 'did it.') },
      { caseId: it0.id, change, person: ADA, key: 'k' },
    );
    await pass(60);
    const paged = pages.length;
    await record('e1');
    await pass(15);

    expect(paged).toBe(0);
    expect(calls()).toHaveLength(change.kind === 'close' ? 2 : 1);
  });

  it('calls nobody once it was muted from its card', async () => {
    const it0 = await record('e0');
    await createMute(
      { ...ports, say: muteNote },
      {
        caseId: it0.id,
        ruleId: 'critical-rule',
        scope: { kind: 'account' },
        hours: 1,
        reason: 'Known.',
        person: ADA,
        isApprover: true,
        longest: { severe: 168, other: 720 },
        key: 'k1',
      },
    );
    await pass(60);

    expect([calls().length, pages.length]).toEqual([0, 0]);
  });

  it('calls people while everything is frozen: a freeze stops what changes AWS', async () => {
    await record('e0');
    await freeze(
      { ...ports, announce: () => [] },
      { person: personOf('U0ANA', { role: 'approver' }), reason: 'A drill.', policy: POLICY, key: 'f1' },
    );
    expect(await readFreeze(ports.store)).toBeDefined();
    await pass(25);

    expect([calls().length, pages.length]).toEqual([1, 1]);
  });

  it('calls nobody where the policy has nobody to call any more', async () => {
    await record('e0');
    ports = { ...ports, policy: () => Promise.resolve(policyOf()) };
    await pass(60);

    expect([calls().length, pages.length]).toEqual([0, 0]);
  });

  it('pages although Slack is away, and says so in the thread later', async () => {
    desk.slack.faults.status('chat.postMessage', 503, 1000);
    await record('e0');
    for (let minute = 0; minute < 30; minute += 1) {
      desk.clock.advance(MINUTE);
      await fire();
    }
    const paged = pages.length;
    desk.slack.faults.clear();
    await desk.drainAll();

    expect(paged).toBe(1);
    expect(pages[0]?.link).toBeUndefined();
    expect(desk.messages().map(({ text }) => text)).toContainEqual(expect.stringContaining('the pager was called'));
  });

  it('pages again under the same id where the topic did not answer, and says so once', async () => {
    await record('e0');
    pager = () => Promise.reject(new TrailboltError('pager.unavailable', 'The topic is away.'));
    await pass(22);
    pager = () => Promise.resolve();
    await pass(5);

    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.map(({ id }) => id)).size).toBe(1);
    expect(desk.messages().filter(({ text }) => text.includes('could not be called'))).toHaveLength(1);
    expect(desk.messages().filter(({ text }) => text.includes('the pager was called'))).toHaveLength(1);
    await pass(30);
    expect(desk.messages().filter(({ text }) => text.includes('the pager was called'))).toHaveLength(1);
  });

  it('says and pages nothing twice where the process dies at any of its commits', async () => {
    await record('e0');
    const { store } = ports;
    let left = 0;
    const dying = {
      get: store.get.bind(store),
      list: store.list.bind(store),
      close: store.close.bind(store),
      commit: (writes: Parameters<typeof store.commit>[0]) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('The process died.')) : store.commit(writes);
      },
    };
    const whole = ports;
    desk.clock.advance(25 * MINUTE);
    for (let commits = 0; commits < 8; commits += 1) {
      left = commits;
      ports = { ...whole, store: dying, audit: createAudit(dying) };
      await fire();
      ports = whole;
    }
    await pass(10);

    expect(calls()).toHaveLength(1);
    expect(new Set(pages.map(({ id }) => id)).size).toBe(1);
    expect(desk.messages().filter(({ text }) => text.includes('the pager was called'))).toHaveLength(1);
    expect((await ports.audit.read(pages[0]?.case ?? '')).map(({ event }) => event)).toEqual([
      'case.escalated',
      'case.paged',
    ]);
  });

  it('fired by two workers at once mentions once', async () => {
    const it0 = await record('e0');
    desk.clock.advance(11 * MINUTE);
    await Promise.all(Array.from({ length: 5 }, () => mentionOnCall(ports, it0.id)));
    await desk.drainAll();

    expect(calls()).toHaveLength(1);
  });
});

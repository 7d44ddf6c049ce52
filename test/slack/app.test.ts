import { beforeEach, describe, expect, it } from 'vitest';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { hasRole, personFrom } from '../../src/approve/person.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { SignedRequest } from '../../src/model/job.ts';
import { ROLES, type Policy } from '../../src/model/policy.ts';
import { DEFAULT_CAST, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import { createSlackApp } from '../../src/slack/app.ts';
import { buttons as units } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { JobReceiver } from '../../src/slack/receiver.ts';
import type { SlackServices } from '../../src/slack/services.ts';
import { views } from '../../src/slack/views/index.ts';
import { policyOf } from '../approve/support.ts';
import { atWork, leakedKey, muted, onePlan, requestIn } from '../blocks/samples.ts';
import { alerts, button, buttons, post, workspace } from '../sandbox/slack/support.ts';
import { frontFor, signed, type FrontDesk } from './support.ts';

const { rana, ana, vic, gus, sid, ada } = PEOPLE;
const policy: Policy = policyOf({
  workspace: DEFAULT_CAST.team.id,
  roles: { viewer: ['members'], responder: [rana], approver: [ana], admin: [ada] },
});

/** The real Bolt app behind the real front; only the stages behind it are stood in for. */
interface Scene {
  readonly slack: SandboxSlack;
  readonly desk: FrontDesk;
  /** Services that were asked, in their order. */
  readonly asked: string[];
  /** What the next service throws. */
  failure: Error | undefined;
  click(user: string, actionId: string, value?: string): Promise<void>;
  type(user: string, text: string): Promise<void>;
  /** Runs the newest job, as the worker does. */
  work(last?: boolean): Promise<void>;
  process(request: SignedRequest): Promise<void>;
  /** What this person alone was told, oldest first. */
  told(user: string): readonly string[];
}

async function sceneOf(): Promise<Scene> {
  const slack = await workspace();
  const desk = await frontFor(slack);
  const chat = createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl });
  const receiver = new JobReceiver({
    signingSecret: () => Promise.resolve(slack.credentials.signingSecret),
    workspace: () => Promise.resolve(policy.workspace),
    clock: desk.clock,
  });
  const asked: string[] = [];
  const serve = <T>(service: string, value: T): Promise<T> => {
    asked.push(service);
    const { failure } = scene;
    return failure === undefined ? Promise.resolve(value) : Promise.reject(failure);
  };
  const services: SlackServices = {
    now: () => desk.clock.now(),
    policy: () => Promise.resolve(policy),
    person: async (id) => personFrom(await chat.user(id), [], policy, desk.clock.now()),
    case: () => {
      asked.push('case');
      return Promise.reject(new TrailboltError('case.missing', 'There is no case k1.'));
    },
    planUndo: () => Promise.reject(new Error('not asked for')),
    planByHand: () => Promise.reject(new Error('not asked for')),
    plan: () => serve('plan', { plan: onePlan, quorum: 2, reasonLength: 3, forbidden: undefined }),
    request: () => serve('request', requestIn('pending')),
    approve: () => serve('approve', { allowed: false, sentence: 'You asked for this yourself.' }),
    reject: () => serve('reject', { allowed: true, sentence: 'Rejected; nothing was run.' }),
    lookup: (question) => serve('lookup', { question, records: [], read: 0, gaps: [], regions: [] }),
    note: () => serve('note', undefined),
    changeCase: () => serve('changeCase', { case: leakedKey, changed: true }),
    cases: () => serve('cases', { cases: [], more: 0, partial: false }),
    mute: () => serve('mute', muted),
    longestMute: () => 24,
    mutes: () => serve('mutes', [muted]),
    liftMute: () => serve('liftMute', muted),
    audit: (question) =>
      serve('audit', { about: 'everybody', from: question.from, records: [], partial: false, chain: undefined }),
    status: () => serve('status', atWork),
    automations: () => serve('automations', []),
    setArmed: () => serve('setArmed', undefined),
    hold: () => serve('hold', { allowed: true, sentence: 'Held.' }),
    asked: () => serve('asked', requestIn('pending')),
    freeze: () => serve('freeze', { allowed: true, sentence: 'Frozen.' }),
    thaw: () => serve('thaw', { allowed: true, sentence: 'Thawed.' }),
  };
  createSlackApp({
    receiver,
    services,
    chat,
    log: desk.ports.log,
    botToken: () => Promise.resolve(slack.credentials.botToken),
    permits: hasRole,
    slackApiUrl: slack.apiUrl,
  });
  const scene: Scene = {
    slack,
    desk,
    asked,
    failure: undefined,
    async click(user, actionId, value = 'k1.v1') {
      const blocks = buttons(button(actionId, { value }));
      const ts = await post(slack, { channel: alerts, text: 'A card.', blocks });
      await slack.gesture({ do: 'click', user, channel: alerts, ts, actionId });
    },
    async type(user, text) {
      await slack.gesture({ do: 'slash', user, channel: alerts, command: '/trail', text });
    },
    async work(last = false) {
      const job = desk.jobs.sent.at(-1);
      if (job?.kind !== 'slack') throw new Error('nothing was queued');
      await receiver.process(job.request, last);
    },
    process: (request) => receiver.process(request, false),
    told: (user) =>
      slack
        .snapshot()
        .messages.filter((message) => message.visibleTo === user && message.text !== 'Working on it…')
        .map((message) => message.text),
  };
  return scene;
}

let scene: Scene;

beforeEach(async () => {
  scene = await sceneOf();
});

describe('who may do what', () => {
  it.each([
    [vic, 'a viewer', 'This needs the role responder; you have viewer.'],
    [gus, 'a guest', 'Guests cannot use Trailbolt.'],
    [sid, 'a stranger', 'Only members of the workspace that Trailbolt is installed in can use it.'],
  ])('%s, %s, is told why the plan stays shut, in the window that has opened', async (user, _what, words) => {
    await scene.click(user, 'open.plan.0');
    await scene.work();
    const [view] = scene.slack.snapshot().views;

    expect(scene.asked).toEqual([]);
    expect(JSON.stringify(view?.view)).toContain(words);
  });

  it('refuses a command to whoever has no role, and tells only them', async () => {
    await scene.type(gus, 'who dave');
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.told(gus)).toEqual(['Guests cannot use Trailbolt.']);
  });

  it('lets through who has the role, or a higher one', async () => {
    for (const user of [rana, ana, ada]) {
      await scene.click(user, 'open.plan.0');
      await scene.work();
    }

    expect(scene.asked).toEqual(['plan', 'plan', 'plan']);
    expect(scene.slack.snapshot().views.map((view) => view.user)).toEqual([rana, ana, ada]);
    expect(JSON.stringify(scene.slack.snapshot().views[0]?.view)).toContain('Ask for approval');
  });

  describe.each([
    ['case.acknowledge', 'changeCase'],
    ['case.reopen', 'changeCase'],
    ['mute.lift', 'liftMute'],
    ['request.hold', 'hold'],
  ])('%s is for responders and above', (actionId, service) => {
    it.each([vic, gus, sid])('not for %s, who is told so', async (user) => {
      await scene.click(user, actionId);
      await scene.work();

      expect(scene.told(user)).toHaveLength(1);
      expect(scene.asked).toEqual([]);
    });

    it.each([rana, ana, ada])('for %s', async (user) => {
      await scene.click(user, actionId);
      await scene.work();

      expect(scene.asked).toEqual([service]);
    });
  });

  describe('whoever is a member', () => {
    it.each([
      [vic, 'freeze a drill', 'freeze'],
      [rana, 'thaw', 'thaw'],
      [ana, 'status', 'status'],
      [vic, 'status', 'status'],
      [ada, 'freeze', 'freeze'],
      [rana, 'audit 7d', 'audit'],
      [ana, 'audit dave', 'audit'],
      [ada, 'audit', 'audit'],
    ])('%s may say /trail %s, and is judged by the policy', async (user, words, service) => {
      await scene.type(user, words);
      await scene.work();

      expect(scene.asked).toEqual([service]);
    });

    it('but no viewer may read the audit', async () => {
      await scene.type(vic, 'audit');
      await scene.work();

      expect(scene.asked).toEqual([]);
      expect(scene.told(vic)).toEqual([expect.stringContaining('This needs the role responder; you have viewer.')]);
    });
  });

  it.each(['freeze', 'thaw', 'status', 'audit'])('keeps a guest from /trail %s', async (words) => {
    await scene.type(gus, words);
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.told(gus)).toEqual(['Guests cannot use Trailbolt.']);
  });

  it.each([gus, sid])('keeps %s from emergencies', async (user) => {
    await scene.click(user, 'open.emergency');
    await scene.work();

    expect(scene.asked).toEqual([]);
  });

  it('says to whoever opens an emergency that the policy knows none', async () => {
    await scene.click(ana, 'open.emergency');
    await scene.work();

    expect(scene.asked).toEqual(['asked']);
    expect(JSON.stringify(scene.slack.snapshot().views[0]?.view)).toContain('The policy lets nobody approve alone.');
  });

  it.each([
    [ada, 'automation.arm', true],
    [ana, 'automation.arm', false],
    [ana, 'automation.disarm', true],
    [rana, 'automation.disarm', false],
    [vic, 'automation.disarm', false],
  ])('%s, %s: %s', async (user, actionId, may) => {
    await scene.click(user, actionId, 'reachable.d1');
    await scene.work();

    expect(scene.asked).toEqual(may ? ['setArmed'] : []);
    expect(scene.told(user)).toHaveLength(1);
  });

  it('asks every unit for its role: there is none without', () => {
    for (const unit of [...units, ...views, ...commands]) expect(ROLES).toContain(unit.role);
  });
});

describe('what is answered', () => {
  it('tells whoever clicked how it ended, and nobody else', async () => {
    await scene.click(ana, 'request.approve');
    await scene.work();

    expect(scene.told(ana)).toEqual(['Not approved. You asked for this yourself.']);
    expect(scene.told(rana)).toEqual([]);
  });

  it('answers a command where it was typed', async () => {
    await scene.type(vic, 'who dave 24h');
    await scene.work();

    expect(scene.asked).toEqual(['lookup']);
    expect(scene.told(vic)).toEqual(['Trail of dave: nothing found.']);
  });

  it.each([
    ['who', 'Say who: /trail who dave 24h'],
    ['who dave 5parsecs', '“5parsecs” is neither a time (30m, 24h, 7d, 2026-01-31) nor an account (prod).'],
    [
      'nonsense',
      'There is no /trail nonsense. Commands of /trail: who, cases, do, mutes, automations, freeze, thaw, audit, status and help.',
    ],
    ['', 'Commands of /trail: who, cases, do, mutes, automations, freeze, thaw, audit, status and help.'],
    ['cases elsewhere', '“elsewhere” is no account (prod).'],
  ])('helps with /trail %s', async (typed, words) => {
    await scene.type(vic, typed);
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.told(vic)).toEqual([words]);
  });

  it('shows hostile words of a command as words', async () => {
    await scene.type(vic, 'who dave <!channel>');
    await scene.work();

    expect(scene.told(vic)[0]).toContain('&lt;!channel&gt;');
  });

  it('says that it does not know a button of another version', async () => {
    await scene.click(vic, 'case.something-new');
    await scene.work();

    expect(scene.told(vic)).toEqual(['Trailbolt does not know this button; the message may be from an older version.']);
  });
});

describe('when a unit fails', () => {
  it('for good, the person reads the reason and a reference, and the job is done', async () => {
    await scene.click(vic, 'case.trail');
    await scene.work();

    expect(scene.told(vic)).toEqual([expect.stringMatching(/^There is no case k1\. \(reference [0-9a-f]{12}\)$/)]);
  });

  it.each([
    'store.unavailable',
    'jobs.unavailable',
    'chat.rate-limited',
    'aws.throttled',
    'trail.unavailable',
    'request.contended',
  ])('in passing (%s), the job is given back and nobody is bothered', async (code) => {
    scene.failure = new TrailboltError(code, 'Later.');
    await scene.click(ana, 'request.approve');

    await expect(scene.work()).rejects.toMatchObject({ code });
    expect(scene.told(ana)).toEqual([]);
  });

  it('in passing for the last time, the person is told, and no detail', async () => {
    scene.failure = new Error('connect ECONNREFUSED 10.0.0.7:443');
    await scene.click(ana, 'request.approve');

    await expect(scene.work(true)).rejects.toThrow('ECONNREFUSED');
    expect(scene.told(ana)).toEqual([
      expect.stringMatching(
        /^Something failed on our side, and nothing further was done\. \(reference [0-9a-f]{12}\)$/,
      ),
    ]);
  });
});

describe('a job is not an authority', () => {
  it.each([
    ['another secret', () => ({ secret: 'guessed secret', at: scene.desk.clock.now() }), 'job.forged'],
    [
      'a signature of more than an hour ago',
      () => ({ secret: scene.slack.credentials.signingSecret, at: scene.desk.clock.now() - 3_601_000 }),
      'job.stale',
    ],
    [
      'a signature from the future',
      () => ({ secret: scene.slack.credentials.signingSecret, at: scene.desk.clock.now() + 302_000 }),
      'job.forged',
    ],
  ])('with %s nothing is done', async (_what, options, code) => {
    const body = new URLSearchParams({
      payload: JSON.stringify({
        type: 'block_actions',
        team: { id: policy.workspace },
        user: { id: ana },
        channel: { id: alerts },
        actions: [{ type: 'button', action_id: 'request.approve', block_id: 'b', value: 'r1.d1' }],
      }),
    }).toString();

    await expect(scene.process(signed(body, options()))).rejects.toMatchObject({ code });
    expect(scene.asked).toEqual([]);
    expect(scene.told(ana)).toEqual([]);
  });

  it('that speaks of another workspace is forged, however well it is signed', async () => {
    const at = scene.desk.clock.now();
    const request = signed(`command=%2Ftrail&text=help&team_id=T0OTHER&user_id=${ana}`, {
      secret: scene.slack.credentials.signingSecret,
      at,
    });

    await expect(scene.process(request)).rejects.toMatchObject({ code: 'job.forged' });
  });

  it('from nobody does nothing', async () => {
    const body = `command=%2Ftrail&text=help&team_id=${policy.workspace}`;
    await scene.process(signed(body, { secret: scene.slack.credentials.signingSecret, at: scene.desk.clock.now() }));

    expect(scene.asked).toEqual([]);
    expect(scene.slack.snapshot().messages).toEqual([]);
  });
});

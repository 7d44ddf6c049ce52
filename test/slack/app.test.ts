import { beforeEach, describe, expect, it } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { ROLES } from '../../src/model/policy.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { buttons as units } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { views } from '../../src/slack/views/index.ts';
import { caseCard } from '../../blocks/case-card.ts';
import { wire } from '../blocks/payload.ts';
import { INSTANCES, leakedKey } from '../blocks/samples.ts';
import { DAVE } from '../cases/support.ts';
import { alerts, webClient } from '../sandbox/slack/support.ts';
import { policy, sceneOf, type Scene } from './scene.ts';
import { signed } from './support.ts';

const { rana, ana, vic, gus, sid, ada } = PEOPLE;

/** As help names them. */
const WORDS = `${commands
  .slice(0, -1)
  .map(({ id }) => id)
  .join(', ')} and help`;

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
    for (const unit of [...units, ...views, ...commands]) expect([...ROLES, 'member']).toContain(unit.role);
    // What needs no role has to ask by itself whom it is for.
    expect(units.filter(({ role }) => role === 'member').map(({ id }) => id)).toEqual(['answer.yes', 'answer.no']);
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
    ['nonsense', `There is no /trail nonsense. Commands of /trail: ${WORDS}.`],
    ['', `Commands of /trail: ${WORDS}.`],
    ['cases elsewhere', '“elsewhere” is no account (prod).'],
    ['ip', 'Say which: /trail ip 203.0.113.7 24h'],
    ['ip everywhere', '“everywhere” is no address: one such as 203.0.113.7 or 2001:db8::7 is expected.'],
    ['key hunter2', 'That is no access key id: it begins with AKIA or ASIA. Never type a secret access key here.'],
    ['event Run;Instances', '“Run;Instances” is neither an API, such as RunInstances, nor an event id.'],
    ['resource', 'Say which: /trail resource i-0123456789abcdef0 7d'],
  ])('helps with /trail %s', async (typed, words) => {
    await scene.type(vic, typed);
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.told(vic)).toEqual([words]);
  });

  it.each(['case', 'case #1'])('helps with /trail %s by the cases that are open', async (typed) => {
    await scene.type(vic, typed);
    await scene.work();

    expect(scene.asked).toEqual(['cases']);
    expect(scene.told(vic)).toEqual(['No case is open; /trail cases closed lists the others.']);
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
        /^Something failed on our side, and nothing further was done\..*\(reference [0-9a-f]{12}\)$/,
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

describe('the Home tab', () => {
  it('shows a viewer what a viewer may see', async () => {
    await scene.openHome(vic);
    await scene.work();

    expect(scene.asked).toEqual(['home']);
    expect(scene.home(vic)).toContain('No open case');
  });

  it('shows a guest one sentence, and asks nothing for it', async () => {
    await scene.openHome(gus);
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.home(gus)).toContain('Guests cannot use Trailbolt.');
    expect(scene.home(gus)).not.toContain('Health');
  });

  it('answers there what is done there, once it is done', async () => {
    await scene.openHome(ana);
    await scene.work();
    await scene.clickAtHome(ana, 'guard.freeze');
    await scene.work();

    expect(scene.asked).toEqual(['home', 'freeze', 'home']);
    expect(scene.home(ana)).toContain('Frozen.');
  });

  it('is filtered by what is chosen in it, and stays so', async () => {
    await scene.openHome(ana);
    await scene.work();
    await scene.clickAtHome(ana, 'home.filter.0', 'level:critical');
    await scene.work();
    await scene.openHome(ana);
    await scene.work();

    expect(scene.home(ana)).toMatch(/"initial_option":\{"text":\{[^}]*"text":"Critical only"/);
  });

  it('shows whoever has lost their role one sentence in its place', async () => {
    await scene.openHome(ana);
    await scene.work();
    scene.members = [];
    await scene.clickAtHome(ana, 'home.filter.3');
    await scene.work();

    expect(scene.home(ana)).toContain('This needs the role viewer; you have none.');
    expect(scene.home(ana)).not.toContain('Health');
  });

  it('says with a reference that it cannot be read, where nothing is read any more', async () => {
    scene.failure = new TrailboltError('store.unavailable', 'The database is down.');
    await scene.openHome(ana);
    await expect(scene.work()).rejects.toMatchObject({ code: 'store.unavailable' });
    expect(scene.home(ana)).toBe('{}');

    await expect(scene.work(true)).rejects.toMatchObject({ code: 'store.unavailable' });

    expect(scene.home(ana)).toMatch(/Try again in a few minutes\. \(reference [0-9a-f]{12}\)/);
  });

  it('does not hear of an opened Messages tab', async () => {
    const event = { type: 'app_home_opened', tab: 'messages', user: ana, channel: 'D1' };
    const body = JSON.stringify({ type: 'event_callback', team_id: policy.workspace, event });
    const { signingSecret } = scene.slack.credentials;
    await scene.process(signed(body, { secret: signingSecret, at: scene.desk.clock.now(), type: 'application/json' }));

    expect(scene.asked).toEqual([]);
    expect(scene.home(ana)).toBe('{}');
  });
});

describe('“Look up in CloudTrail” on a message', () => {
  it('offers what it finds, and answers only the person, where they asked', async () => {
    await scene.press(vic, 'look-up');
    expect(scene.modal(vic)).toContain('Reading the live state');
    await scene.work();
    expect(scene.modal(vic)).toContain('Resource i-0123456789abcdef0');
    expect(scene.modal(vic)).toContain('Address 203.0.113.77');

    await scene.submit(vic, { subject: 'ip:203.0.113.77', span: '24', place: 'me' });
    await scene.work();

    expect(scene.asked).toEqual(['lookup']);
    expect(scene.told(vic)).toEqual(['Calls from 203.0.113.77: nothing found.']);
    expect(scene.modal(vic)).toContain('only you see it');
  });

  it('answers in the thread, for everybody, where that was wanted', async () => {
    await scene.press(vic, 'look-up');
    await scene.work();
    await scene.submit(vic, { subject: 'ip:203.0.113.77', span: '24', place: 'thread' });
    await scene.work();

    expect(scene.asked).toEqual(['lookup', 'share']);
    expect(scene.told(vic)).toEqual([]);
    expect(scene.modal(vic)).toContain('The answer is in the thread.');
  });

  it('answers in the window in a channel that Trailbolt is not in', async () => {
    await scene.press(vic, 'look-up', 'from 203.0.113.77', CHANNELS.general);
    await scene.work();
    await scene.submit(vic, { subject: 'ip:203.0.113.77', span: '24', place: 'me' });
    await scene.work();

    expect(scene.modal(vic)).toContain('Calls from 203.0.113.77');
    expect(scene.modal(vic)).toContain('Trailbolt is not in that channel');
  });

  it('offers on a card what its case is about, which the card shortens, and on what only looks like one what it shows', async () => {
    for (const [id, whole] of [
      [leakedKey.id, true],
      ['forged', false],
    ] as const) {
      const card = caseCard({ case: { ...leakedKey, id, targets: [] }, account: 'prod', requests: [], offers: [] });
      await webClient(scene.slack).apiCall('chat.postMessage', { channel: alerts, ...wire(card) });
      const ts = scene.slack.snapshot().messages.at(-1)?.ts ?? '';
      await scene.slack.gesture({ do: 'message-shortcut', user: vic, channel: alerts, ts, callbackId: 'look-up' });
      await scene.work();

      expect(scene.modal(vic)).toContain('198.51.100.7');
      for (const words of [DAVE.root.id, INSTANCES[1]]) expect(scene.modal(vic).includes(words)).toBe(whole);
      await scene.slack.gesture({ do: 'close', user: vic, viewId: scene.slack.snapshot().views[0]?.id ?? '' });
    }
  });

  it('says that there is nothing to look up', async () => {
    await scene.press(vic, 'look-up', 'good morning');
    await scene.work();

    expect(scene.modal(vic)).toContain('Nothing in this message can be looked up');
  });

  it('is refused to a guest, in the window', async () => {
    await scene.press(gus, 'look-up');
    await scene.work();

    expect(scene.asked).toEqual([]);
    expect(scene.modal(gus)).toContain('Guests cannot use Trailbolt.');
  });
});

import type { ModalView } from '@slack/types';
import { beforeEach, describe, expect, it } from 'vitest';
import { note } from '../../blocks/note.ts';
import { planModal } from '../../blocks/plan-modal.ts';
import { simpleModal } from '../../blocks/simple-modal.ts';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { createJsonLog } from '../../src/adapters/json-log.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import type { Chat } from '../../src/ports/chat.ts';
import type { Store } from '../../src/ports/store.ts';
import { DEFAULT_CAST } from '../../src/sandbox/slack/cast.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';
import type { HomeFilter } from '../../src/model/home.ts';
import type { Person } from '../../src/model/person.ts';
import { publishHome } from '../../src/slack/home/publish.ts';
import { gestureOf } from '../../src/slack/gesture.ts';
import type { Payload } from '../../src/slack/payload.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { tellTooLate } from '../../src/slack/give-up.ts';
import type { Gesture } from '../../src/slack/unit.ts';
import { createRequest } from '../../src/slack/views/create-request.ts';
import { member } from '../remediate/request-bench.ts';
import { onePlan, quietHome, requestIn } from '../blocks/samples.ts';
import { alerts, rana, workspace } from '../sandbox/slack/support.ts';
import { signed } from './support.ts';

const open = planModal({ plan: onePlan, account: 'production', quorum: 2 });

let store: Store;
let slack: SandboxSlack;
let chat: Chat;
/** Views as they were sent to Slack. */
let sent: ModalView[];
let logged: string[];
/** What the request service was asked for. */
let planId: string | undefined;

beforeEach(async () => {
  slack = await workspace();
  store = openSqliteStore(':memory:');
  sent = [];
  logged = [];
  planId = undefined;
  const real = createSlackChat({ token: () => Promise.resolve(slack.credentials.botToken), slackApiUrl: slack.apiUrl });
  chat = {
    ...real,
    updateView: (target, view) => {
      sent.push(view);
      return real.updateView(target, view);
    },
  };
});

function missing(): Promise<never> {
  return Promise.reject(new Error('not asked for here'));
}

function gesture(payload: Payload): Gesture {
  return gestureOf({
    person: { ...member(rana), team: DEFAULT_CAST.team.id },
    key: 'k1',
    home: { store, now: () => Date.now(), read: (_person, filter) => Promise.resolve({ ...quietHome, filter }) },
    payload,
    chat,
    log: createJsonLog((line) => logged.push(line)),
    services: {
      now: () => Date.now(),
      policy: missing,
      person: missing,
      case: missing,
      plan: missing,
      stillOffered: missing,
      planUndo: missing,
      planByHand: missing,
      request: (input) => {
        planId = input.planId;
        return Promise.resolve(requestIn('pending'));
      },
      approve: missing,
      reject: missing,
      lookup: missing,
      home: missing,
      record: missing,
      card: missing,
      rules: missing,
      keepAnswer: missing,
      share: missing,
      note: missing,
      changeCase: missing,
      whyNotAssign: missing,
      refuseSuspect: missing,
      cases: missing,
      alone: missing,
      rejection: missing,
      audit: missing,
      status: missing,
      freeze: missing,
      thaw: missing,
      askActor: missing,
      answerQuestion: missing,
      showCard: missing,
      mergeable: missing,
      merge: missing,
      split: missing,
      mute: missing,
      longestMute: () => Promise.resolve(() => 1),
      mutes: missing,
      liftMute: missing,
      automations: missing,
      setArmed: missing,
      hold: missing,
    },
  });
}

/** What this person alone was told, by channel. */
const told = () =>
  slack
    .snapshot()
    .messages.filter((message) => message.visibleTo === rana)
    .map((message) => [message.channel, message.text]);

const press: Payload = {
  type: 'block_actions',
  channel: { id: alerts },
  actions: [{ action_id: 'open.plan.0' }],
};

/** The plan modal as its submission brings it back, after it was opened from the channel. */
async function submission(): Promise<Payload> {
  await gesture(press).fill(open);
  return { type: 'view_submission', view: { id: 'V0CLOSED', private_metadata: sent[0]?.private_metadata } };
}

describe('a modal', () => {
  it('keeps the name by which it is found again', async () => {
    await gesture(press).fill(open);

    expect(sent[0]?.external_id).toBe('loading-k1');
  });

  it('that did not open asks for another press', async () => {
    await gesture(press).fill(open);

    expect(told()).toEqual([[alerts, 'The window did not open in time; please press the button again.']]);
  });

  it('that did not open does not hide what it would have said', async () => {
    await gesture(press).fill(simpleModal('Trailbolt', 'AWS said no & more.'));

    expect(told()).toEqual([[alerts, 'AWS said no &amp; more.']]);
  });

  it('that was closed is answered in the channel that it was opened from', async () => {
    const closed = await submission();
    await gesture(closed).fill(simpleModal('Trailbolt', 'Already asked as request r1.'));

    expect(told().at(-1)).toEqual([alerts, 'Already asked as request r1.']);
    expect(logged).toEqual([]);
  });

  it('knows its plan as well as its channel when it comes back', async () => {
    const closed = await submission();
    const view = closed['view'] as Payload;
    await createRequest.run(gesture(closed), view);

    expect(planId).toBe(onePlan.id);
  });
});

describe('a person who cannot be told', () => {
  it.each([
    ['nothing', {}],
    ['metadata that is no object', { private_metadata: '["C0123"]' }],
    ['metadata that names no channel', { private_metadata: '{"about":"p1","channel":"<!here>"}' }],
    ['a channel that is not there', { private_metadata: '{"about":"p1","channel":"C0NOTTHERE"}' }],
  ])('is in the log: %s', async (_what, view) => {
    await gesture({ type: 'view_submission', view: { id: 'V0CLOSED', ...view } }).tell(note('Something failed.'));

    expect(told()).toEqual([]);
    expect(logged.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['slack.not-told']);
  });
});

/** What Rana's Home tab shows. */
const shown = (): string => JSON.stringify(slack.snapshot().homes[rana]);

describe('the Home tab', () => {
  const opened: Payload = { type: 'event_callback', event: { type: 'app_home_opened', tab: 'home', user: rana } };
  const pressed = { type: 'block_actions', view: { id: 'VHOME', type: 'home' } };

  it('is shown with what was told last above it, as it has no other place for it', async () => {
    await gesture(opened).home();
    expect(shown()).toContain('No open case');

    await gesture({ ...pressed, actions: [{ action_id: 'mute.lift' }] }).tell(note('Lifted.'));

    expect(shown()).toContain('Lifted.');
    expect(shown()).toContain('No open case');
    expect(told()).toEqual([]);
  });

  it('keeps the filter from one time to the next', async () => {
    await gesture(opened).home(() => ({ level: 'high' }));
    let kept: HomeFilter | undefined;
    await gesture(opened).home((filter) => (kept = filter));

    expect(kept).toEqual({ level: 'high' });
  });

  it('opens a window by the name that the front gave it, not in the place of the Home tab', async () => {
    await gesture({ ...pressed, actions: [{ action_id: 'open.case' }] }).fill(open);

    expect(sent[0]?.external_id).toBe('loading-k1');
    expect(JSON.parse(sent[0]?.private_metadata ?? '')).toEqual({ about: onePlan.id, home: true });
  });

  it('is brought up to date by what was submitted in a window that it opened', async () => {
    const view = { id: 'V0CLOSED', type: 'modal', private_metadata: '{"about":"p1","home":true}' };
    await gesture({ type: 'view_submission', view }).fill(simpleModal('Close case', 'Closed.'));

    expect(shown()).toContain('Closed.');
  });

  it('never goes back: of two at once the one that read first is not shown last', async () => {
    await gesture(opened).home();
    let readings = 0;
    const slow = publishHome(
      {
        store,
        chat,
        now: () => Date.now(),
        async read() {
          readings += 1;
          // While the first reading is under way, somebody else publishes what is newer.
          if (readings === 1) await gesture(opened).home();
          return { ...quietHome, status: { ...quietHome.status, quiet: readings > 1 } };
        },
      },
      { ...member(rana), team: DEFAULT_CAST.team.id },
    );
    await slow;

    expect(readings).toBe(2);
    expect(shown()).toContain('The hours are quiet.');
  });

  it('recovers where Slack does not know the hash that is kept', async () => {
    await gesture(opened).home();
    const item = await store.get<object>({ partition: `home#${rana}`, sort: 'home' });
    if (item === undefined) throw new Error('nothing was kept');
    await store.commit([{ kind: 'put', key: item, value: { ...item.value, hash: 'of-another-time' }, if: 'any' }]);

    let readings = 0;
    const read = (_person: Person, filter: HomeFilter) => {
      readings += 1;
      return Promise.resolve({ ...quietHome, filter });
    };
    const vouched = { ...member(rana), team: DEFAULT_CAST.team.id };
    await publishHome({ store, chat, now: () => Date.now(), read }, vouched, { choose: () => ({ mine: true }) });

    expect(shown()).toContain('Show everybody’s');
    expect(readings).toBe(2);
  });
});

/** Tells the person whose click this was that it came too late. */
function late(payload: object): Promise<void> {
  const body = new URLSearchParams({ payload: JSON.stringify({ user: { id: rana }, ...payload }) }).toString();
  const log = createJsonLog((line) => logged.push(line));
  return tellTooLate({ chat, log, store, clock: systemClock }, signed(body, { at: 0 }));
}

describe('a click that waited too long', () => {
  it.each([
    ['in the channel', { type: 'block_actions', channel: { id: alerts }, actions: [{ action_id: 'case.trail' }] }],
    ['in the channel, where its window is gone', press],
  ])('is told of %s, with a reference', async (_where, payload) => {
    await late(payload);

    expect(told()).toEqual([[alerts, expect.stringMatching(/did nothing with it\..*\(reference [0-9a-f]{12}\)$/)]]);
  });

  it('is told of on the Home tab, where it was made there', async () => {
    await late({
      type: 'block_actions',
      view: { id: 'VHOME', type: 'home' },
      actions: [{ action_id: 'home.filter.0' }],
    });

    expect(shown()).toMatch(/did nothing with it\..*\(reference [0-9a-f]{12}\)/);
    expect(told()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { simpleModal } from '../../blocks/simple-modal.ts';
import { TrailboltError } from '../../src/errors.ts';
import { answerSlack } from '../../src/slack/front/front.ts';
import { loadingViewId } from '../../src/slack/front/loading-view.ts';
import { requestKeyOf } from '../../src/slack/signature.ts';
import { alerts, button, buttons, lastPayload, post, rana, webClient, workspace } from '../sandbox/slack/support.ts';
import { FORM, frontDesk, frontFor, interaction, JSON_TYPE, signed, type FrontDesk } from './support.ts';

const TEAM = 'T0TRAILBOLT';
const click = {
  type: 'block_actions',
  team: { id: TEAM },
  trigger_id: 't1',
  user: { id: rana },
  actions: [{ action_id: 'open.plan.0' }],
};

function ask(desk: FrontDesk, body: string, type = FORM) {
  return answerSlack(desk.ports, signed(body, { at: desk.clock.now(), type }));
}

/** Nothing was opened, queued or remembered. */
async function expectNothingDone(desk: FrontDesk): Promise<void> {
  expect(desk.jobs.sent).toEqual([]);
  expect(desk.opened).toEqual([]);
}

describe('what is not Slack’s is turned away', () => {
  it.each([
    ['unsigned', (at: number) => ({ ...signed(interaction(click), { at }), signature: '' })],
    ['forged', (at: number) => signed(interaction(click), { at, secret: 'guessed secret' })],
    [
      'tampered with',
      (at: number) => ({ ...signed(interaction(click), { at }), body: interaction({ ...click, x: 1 }) }),
    ],
    ['five minutes and a second old', (at: number) => signed(interaction(click), { at: at - 301_000 })],
    ['from the future', (at: number) => signed(interaction(click), { at: at + 302_000 })],
    ['unsigned and malformed', () => ({ body: '{', contentType: 'x', timestamp: '', signature: '' })],
  ])('with 401: %s', async (_what, request) => {
    const desk = frontDesk(TEAM);

    expect(await answerSlack(desk.ports, request(desk.clock.now()))).toEqual({ status: 401, body: '' });
    await expectNothingDone(desk);
    expect(desk.logged).toEqual(['front.refused']);
  });

  it.each([
    ['broken JSON', '{"type":', JSON_TYPE],
    ['another type', '<xml/>', 'text/xml'],
    ['a form of nothing', 'a=b', FORM],
  ])('with 400, though signed: %s', async (_what, body, type) => {
    const desk = frontDesk(TEAM);

    expect(await ask(desk, body, type)).toEqual({ status: 400, body: '' });
    await expectNothingDone(desk);
  });

  it.each([
    ['another workspace', { ...click, team: { id: 'T0OTHER' } }],
    ['no workspace', { ...click, team: undefined }],
    ['a workspace that is no text', { ...click, team: { id: [TEAM] } }],
  ])('with 403, though signed: %s', async (_what, payload) => {
    const desk = frontDesk(TEAM);

    expect(await ask(desk, interaction(payload))).toEqual({ status: 403, body: '' });
    await expectNothingDone(desk);
  });
});

describe('what Slack asks', () => {
  it('about the URL is answered with its challenge, and nothing is queued', async () => {
    const desk = frontDesk(TEAM);

    expect(await ask(desk, '{"type":"url_verification","challenge":"abc\\"<"}', JSON_TYPE)).toEqual({
      status: 200,
      body: '{"challenge":"abc\\"<"}',
    });
    await expectNothingDone(desk);
  });

  it('is queued as it was signed, byte for byte', async () => {
    const desk = frontDesk(TEAM);
    const request = signed(interaction({ ...click, note: 'ü😀' }), { at: desk.clock.now() });
    await answerSlack(desk.ports, request);

    expect(desk.jobs.sent).toEqual([{ kind: 'slack', request }]);
  });

  it.each([
    ['a click', interaction(click), FORM, ''],
    ['an event', JSON.stringify({ type: 'event_callback', team_id: TEAM }), JSON_TYPE, ''],
    ['a command', `command=%2Ftrail&text=who&team_id=${TEAM}`, FORM, ''],
  ])('is acknowledged: %s', async (_what, body, type, answer) => {
    const desk = frontDesk(TEAM);

    expect(await ask(desk, body, type)).toEqual({ status: 200, body: answer });
    expect(desk.jobs.sent).toHaveLength(1);
  });

  it('by submitting a modal is acknowledged with a modal that says that it is on its way', async () => {
    const desk = frontDesk(TEAM);
    const { status, body } = await ask(desk, interaction({ type: 'view_submission', team: { id: TEAM } }));

    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
  });
});

describe('the work', () => {
  it.each([
    ['on a submission begins after its acknowledgement, which would overwrite the result', 'view_submission', 1],
    ['on a click begins at once', 'block_actions', 0],
  ])('%s', async (_what, type, delay) => {
    const desk = frontDesk(TEAM);
    await ask(desk, interaction({ ...click, type }));

    expect(desk.jobs.delays).toEqual([delay]);
  });
});

describe('the loading modal', () => {
  it.each([
    ['a button that opens one', click, ['t1']],
    ['another button', { ...click, actions: [{ action_id: 'request.approve' }] }, []],
    ['a button that only sounds like it', { ...click, actions: [{ action_id: 'reopen.plan' }] }, []],
    ['a click without a trigger', { ...click, trigger_id: undefined }, []],
    ['a click without an action', { ...click, actions: [] }, []],
    ['a submission', { ...click, type: 'view_submission' }, []],
  ])('is opened for the right ones: %s', async (_what, payload, opened) => {
    const desk = frontDesk(TEAM);
    await ask(desk, interaction(payload));

    expect(desk.opened).toEqual(opened);
  });

  it('that does not open holds nothing up: the worker answers elsewhere', async () => {
    const desk = frontDesk(TEAM, {
      openView: () =>
        Promise.reject(new TrailboltError('chat.refused', 'Slack refused views.open: expired_trigger_id.')),
    });

    expect(await ask(desk, interaction(click))).toEqual({ status: 200, body: '' });
    expect(desk.jobs.sent).toHaveLength(1);
    expect(desk.logged).toEqual(['front.no-modal']);
  });
});

describe('what comes from elsewhere than a button', () => {
  const opened = { type: 'event_callback', team_id: TEAM, event: { type: 'app_home_opened', tab: 'home', user: rana } };

  it('an event is passed on as it was signed, and opens nothing', async () => {
    const desk = frontDesk(TEAM);
    const body = JSON.stringify({ ...opened, trigger_id: 't1' });

    expect(await ask(desk, body, JSON_TYPE)).toEqual({ status: 200, body: '' });

    expect(desk.opened).toEqual([]);
    expect(desk.jobs.sent).toEqual([
      { kind: 'slack', request: expect.objectContaining({ body, contentType: JSON_TYPE }) },
    ]);
    expect(desk.jobs.delays).toEqual([0]);
  });

  it('an event of another workspace is not', async () => {
    const desk = frontDesk(TEAM);

    expect(await ask(desk, JSON.stringify({ ...opened, team_id: 'T0OTHER' }), JSON_TYPE)).toMatchObject({
      status: 403,
    });
    await expectNothingDone(desk);
  });

  it('a shortcut on a message opens its window at once, and is passed on', async () => {
    const desk = frontDesk(TEAM);
    const pressed = { type: 'message_action', team: { id: TEAM }, callback_id: 'look-up', trigger_id: 't7' };

    expect(await ask(desk, interaction(pressed))).toEqual({ status: 200, body: '' });

    expect(desk.opened).toEqual(['t7']);
    expect(desk.jobs.sent).toHaveLength(1);
  });
});

describe('a request that comes again', () => {
  it('is answered with 200, and nothing is done', async () => {
    const desk = frontDesk(TEAM);
    const request = signed(interaction(click), { at: desk.clock.now() });
    await answerSlack(desk.ports, request);
    desk.clock.advance(299_000);

    expect(await answerSlack(desk.ports, request)).toEqual({ status: 200, body: '' });
    expect([desk.jobs.sent.length, desk.opened.length]).toEqual([1, 1]);
  });

  it('at the same time is done once', async () => {
    const desk = frontDesk(TEAM);
    const request = signed(interaction(click), { at: desk.clock.now() });
    const answers = await Promise.all(Array.from({ length: 10 }, () => answerSlack(desk.ports, request)));

    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect([desk.jobs.sent.length, desk.opened.length]).toEqual([1, 1]);
  });

  it('is remembered as long as its signature could pass, also one from the future', async () => {
    const desk = frontDesk(TEAM);
    const request = signed(interaction(click), { at: desk.clock.now() + 299_000 });
    await answerSlack(desk.ports, request);
    desk.clock.advance(598_000);

    expect((await answerSlack(desk.ports, request)).status).toBe(200);
    desk.clock.advance(3_000);
    expect((await answerSlack(desk.ports, request)).status).toBe(401);
    expect(desk.jobs.sent).toHaveLength(1);
  });

  it('because it could not be queued is taken the second time', async () => {
    const desk = frontDesk(TEAM);
    const request = signed(interaction(click), { at: desk.clock.now() });
    desk.jobs.failing = true;
    const first = await answerSlack(desk.ports, request);
    desk.jobs.failing = false;
    const second = await answerSlack(desk.ports, request);

    expect([first.status, second.status]).toEqual([500, 200]);
    expect(desk.jobs.sent).toHaveLength(1);
  });
});

describe('trouble on our side', () => {
  it.each([
    [
      'the store',
      { store: { commit: () => Promise.reject(new TrailboltError('store.unavailable', 'Away.')) } },
      ['front.not-queued', 'front.nonce-stays', 'front.no-window'],
    ],
    [
      'the secret',
      { signingSecret: () => Promise.reject(new TrailboltError('secret.unavailable', 'Away.')) },
      ['front.failed'],
    ],
  ])('is a 500 and not an exception: %s', async (_what, ports, logged) => {
    const desk = frontDesk(TEAM, ports);

    expect(await ask(desk, interaction(click))).toEqual({ status: 500, body: '' });
    await expectNothingDone(desk);
    expect(desk.logged).toEqual(logged);
  });
});

describe('in front of a workspace', () => {
  const card = buttons(button('open.plan.0'), button('case.trail'));

  it('passes Slack’s own check of the URL', async () => {
    const slack = await workspace();

    await expect(frontFor(slack)).resolves.toBeDefined();
  });

  it('opens the loading modal at once, which the worker can fill by the request’s identity', async () => {
    const slack = await workspace();
    const desk = await frontFor(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: card });
    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'open.plan.0' });
    const [job] = desk.jobs.sent;
    if (job?.kind !== 'slack') throw new Error('nothing was queued');
    const external_id = loadingViewId(requestKeyOf(job.request));
    const view = simpleModal('Plan', 'Here it is.');
    const filled = await webClient(slack).views.update({ external_id, view });

    expect(result).toMatchObject({ ok: true });
    expect(slack.snapshot().views).toHaveLength(1);
    expect(filled.ok).toBe(true);
  });

  it('passes a click on although Slack never answers that the window is open', async () => {
    const slack = await workspace();
    const desk = await frontFor(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: card });
    const release = slack.faults.hold('views.open');
    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'open.plan.0' });
    release();

    expect(desk.jobs.sent).toHaveLength(1);
  });

  it('opens no modal for a button that needs none', async () => {
    const slack = await workspace();
    const desk = await frontFor(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: card });
    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'case.trail' });

    expect(result.ok).toBe(true);
    expect(slack.snapshot().views).toEqual([]);
    expect(desk.jobs.sent).toHaveLength(1);
  });

  it('acknowledges a command without words, which would stand beside the answer for good', async () => {
    const slack = await workspace();
    await frontFor(slack);
    const result = await slack.gesture({
      do: 'slash',
      user: rana,
      channel: alerts,
      command: '/trail',
      text: 'who dave',
    });

    expect(result.ok).toBe(true);
    expect(slack.snapshot().messages).toEqual([]);
  });

  it('does a click that Slack delivers twice once, and a replay not at all', async () => {
    const slack = await workspace();
    const desk = await frontFor(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: card });
    slack.faults.duplicateNextDelivery();
    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'open.plan.0' });
    const [delivery] = slack.deliveries;
    if (delivery === undefined) throw new Error('nothing was delivered');
    const replayed = await slack.replay(delivery);

    expect(replayed.status).toBe(200);
    expect(desk.jobs.sent).toHaveLength(1);
    expect(slack.snapshot().views).toHaveLength(1);
  });

  it('lets the click of somebody from outside through, whom the worker then tells why not', async () => {
    const slack = await workspace();
    const desk = await frontFor(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: card });
    const sid = slack.snapshot().people.find((person) => person.kind === 'stranger')?.id ?? '';
    const result = await slack.gesture({ do: 'click', user: sid, channel: alerts, ts, actionId: 'case.trail' });

    expect(lastPayload(slack)).toMatchObject({ user: { id: sid } });
    expect(result.ok).toBe(true);
    expect(desk.jobs.sent).toHaveLength(1);
  });
});

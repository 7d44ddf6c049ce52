import { describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../../../src/sandbox/slack/sandbox-slack.ts';
import type { GestureResult } from '../../../src/sandbox/contract.ts';
import {
  ackingApp,
  alerts,
  boltOverHttp,
  button,
  lastPayload,
  modal,
  openModal,
  plain,
  post,
  rana,
  rawApp,
  textField,
  webClient,
  workspace,
} from './support.ts';

/** A workspace whose app opens a modal on the button `open` and answers submissions with `answer`. */
async function submitting(
  answer: object | undefined,
  view: never = modal(),
): Promise<{ slack: SandboxSlack; viewId: string }> {
  const slack = await workspace();
  await boltOverHttp(slack, (app) => {
    app.action('open', ({ ack }) => ack());
    app.view('form', ({ ack }) => (answer === undefined ? ack() : ack(answer as never)));
    app.view({ callback_id: 'form', type: 'view_closed' }, ({ ack }) => ack());
  });
  return { slack, viewId: await openModal(slack, view) };
}

function submit(slack: SandboxSlack, viewId: string, value = 'because'): Promise<GestureResult> {
  return slack.gesture({ do: 'submit', user: rana, viewId, values: { reason: { text: { value } } } });
}

describe('submitting a modal', () => {
  test('sends what was entered, and closes on an empty ack', async () => {
    const { slack, viewId } = await submitting(undefined, modal({ private_metadata: 'case-1', external_id: 'x-1' }));

    const result = await submit(slack, viewId);

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'view_submission', status: 200 } });
    expect(slack.snapshot().views).toEqual([]);
    expect(lastPayload(slack)).toMatchObject({
      type: 'view_submission',
      user: { id: rana },
      response_urls: [],
      view: {
        id: viewId,
        callback_id: 'form',
        private_metadata: 'case-1',
        external_id: 'x-1',
        root_view_id: viewId,
        state: { values: { reason: { text: { type: 'plain_text_input', value: 'because' } } } },
      },
    });
  });

  test('shows the errors of the app and stays open', async () => {
    const errors = { reason: 'Too short.' };
    const { slack, viewId } = await submitting({ response_action: 'errors', errors });

    const result = await submit(slack, viewId);

    expect(result).toMatchObject({ ok: false, problem: { code: 'app-refused' }, errors });
    expect(slack.snapshot().views).toMatchObject([{ id: viewId, errors }]);
    expect(slack.snapshot().views[0]).not.toHaveProperty('busy');
  });

  test('replaces the view on update', async () => {
    const { slack, viewId } = await submitting({ response_action: 'update', view: modal({ title: plain('Done') }) });

    await submit(slack, viewId);

    expect(slack.snapshot().views).toMatchObject([{ id: viewId, view: { title: { text: 'Done' } } }]);
  });

  test('puts another view on top on push, and only the top can be used', async () => {
    const { slack, viewId } = await submitting({ response_action: 'push', view: modal({ title: plain('More') }) });

    await submit(slack, viewId);

    const [below, top] = slack.snapshot().views;
    expect(top).toMatchObject({ depth: 2, view: { previous_view_id: below?.id, root_view_id: below?.id } });
    expect(await submit(slack, viewId)).toMatchObject({ problem: { code: 'no-such-view', sent: false } });
  });

  test('clears the stack and tells views that asked', async () => {
    const { slack, viewId } = await submitting({ response_action: 'clear' }, modal({ notify_on_close: true }));
    const { views } = webClient(slack);
    await views.push({
      trigger_id: await pushTrigger(slack, viewId),
      view: modal(),
    });
    const top = slack.snapshot().views.at(-1)?.id ?? '';

    await submit(slack, top);

    expect(slack.snapshot().views).toEqual([]);
    expect(lastPayload(slack)).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id: viewId } });
  });

  test.each([
    ['errors for a block that is no input', { response_action: 'errors', errors: { nowhere: 'x' } }],
    ['a view that breaks a limit', { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) }],
    ['an action that does not exist', { response_action: 'explode' }],
  ])('%s is an answer that Slack refuses', async (_what, answer) => {
    const { slack, viewId } = await submitting(answer);

    const result = await submit(slack, viewId);

    expect(result).toMatchObject({ ok: false, problem: { code: 'bad-answer', sent: true } });
    expect(slack.snapshot().views).toMatchObject([{ id: viewId, problem: expect.stringContaining('trouble') }]);
  });

  test('a word instead of JSON is no answer, an object without action closes', async () => {
    const answers = ['OK', '{}'];
    const url = await rawApp((response, body) =>
      response.setHeader('content-type', 'text/plain').end(body.includes('view_submission') ? answers.shift() : ''),
    );
    const slack = await workspace({ app: { requestUrl: url } });
    const viewId = await openModal(slack, modal());

    expect(await submit(slack, viewId)).toMatchObject({ problem: { code: 'bad-answer' } });
    expect(await submit(slack, viewId)).toMatchObject({ ok: true });
    expect(slack.snapshot().views).toEqual([]);
  });

  test('an app that is silent leaves the view open for another try', async () => {
    let isSilent = true;
    const url = await rawApp((response, body) => {
      if (!isSilent || !body.includes('view_submission')) response.end();
    });
    const slack = await workspace({ timing: { ackMs: 300 }, app: { requestUrl: url } });
    const viewId = await openModal(slack, modal());

    expect(await submit(slack, viewId)).toMatchObject({ problem: { code: 'did-not-respond' } });
    isSilent = false;
    expect(await submit(slack, viewId)).toMatchObject({ ok: true });
  });

  test('a view that is waiting takes no second submission', async () => {
    const { slack, viewId } = await submitting(undefined);
    const release = slack.faults.holdDeliveries();

    const first = submit(slack, viewId);
    const second = await submit(slack, viewId);
    expect(slack.snapshot().views).toMatchObject([{ busy: true }]);
    release();

    expect(second).toMatchObject({ problem: { code: 'view-busy', sent: false } });
    expect(await first).toMatchObject({ ok: true });
  });
});

/** A trigger from inside the person's modal, by a field that dispatches actions. */
async function pushTrigger(slack: SandboxSlack, viewId: string): Promise<string> {
  const blocks = [{ type: 'actions', elements: [button('open')] }];
  await webClient(slack).views.update({ view_id: viewId, view: modal({ blocks, notify_on_close: true }) });
  await slack.gesture({ do: 'click-in-view', user: rana, viewId, actionId: 'open' });
  return lastPayload(slack)['trigger_id'] as string;
}

describe('closing a modal', () => {
  test('tells the app only where the view asked for it', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const quiet = await openModal(slack, modal());
    await slack.gesture({ do: 'close', user: rana, viewId: quiet });
    const before = slack.deliveries.length;
    const asking = await openModal(slack, modal({ notify_on_close: true }));

    const result = await slack.gesture({ do: 'close', user: rana, viewId: asking });

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'view_closed', status: 200 } });
    expect(slack.deliveries.slice(0, before).map(({ kind }) => kind)).not.toContain('view_closed');
    expect(slack.snapshot().views).toEqual([]);
  });

  test('a channel chosen in a modal gives a way to answer there', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const element = { type: 'conversations_select', action_id: 'where', response_url_enabled: true };
    const blocks = [{ type: 'input', block_id: 'b', label: plain('Where'), element }];
    const viewId = await openModal(slack, modal({ blocks }));
    const values = { b: { where: { selected_conversation: alerts } } };

    await slack.gesture({ do: 'submit', user: rana, viewId, values });
    const [{ response_url: url }] = lastPayload(slack)['response_urls'] as [{ response_url: string }];
    await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'Shared.', response_type: 'in_channel' }) });

    expect(slack.snapshot().messages.at(-1)).toMatchObject({ channel: alerts, text: 'Shared.' });
  });

  test('fields stay silent inside a modal unless their block dispatches actions', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const viewId = await openModal(
      slack,
      modal({ blocks: [textField('quiet'), textField('loud', { dispatch_action: true })] }),
    );
    const click = { do: 'click-in-view', user: rana, viewId, value: 'typed' } as const;

    expect(await slack.gesture({ ...click, actionId: 'quiet' })).toMatchObject({
      problem: { code: 'no-such-element' },
    });
    expect(await slack.gesture({ ...click, actionId: 'loud' })).toMatchObject({ ok: true });
    expect(lastPayload(slack)).toMatchObject({
      container: { type: 'view', view_id: viewId },
      actions: [{ action_id: 'loud', value: 'typed' }],
      view: { state: { values: { loud: { loud: { value: 'typed' } } } } },
    });
    expect(await post(slack, { channel: alerts, text: 'still there' })).toBeTruthy();
  });
});

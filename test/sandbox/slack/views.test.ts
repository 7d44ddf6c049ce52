import { describe, expect, test } from 'vitest';
import {
  ackingApp,
  alerts,
  ana,
  button,
  lastPayload,
  modal,
  openModal,
  plain,
  rana,
  refusal,
  sid,
  TestClock,
  textField,
  trigger,
  webClient,
  workspace,
} from './support.ts';

const section = { type: 'section', text: plain('text') };

describe('triggers', () => {
  test('a trigger opens one modal for the person who clicked', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { views } = webClient(slack);
    const triggerId = await trigger(slack);

    const { view } = await views.open({ trigger_id: triggerId, view: modal() });

    expect(slack.snapshot().views).toMatchObject([{ id: view?.id, user: rana, depth: 1 }]);
    expect(await refusal(views.open({ trigger_id: triggerId, view: modal() }))).toMatchObject({
      error: 'exchanged_trigger_id',
    });
  });

  test('a trigger lives three seconds', async () => {
    const clock = new TestClock();
    const slack = await workspace({ now: clock.now });
    await ackingApp(slack);
    const { views } = webClient(slack);
    const [early, late] = [await trigger(slack), await trigger(slack)];

    clock.advance(3000);
    await views.open({ trigger_id: early, view: modal() });
    clock.advance(1);

    expect(await refusal(views.open({ trigger_id: late, view: modal() }))).toMatchObject({
      error: 'expired_trigger_id',
    });
  });

  test('an invented trigger is refused, and a refused view leaves the trigger usable', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { views } = webClient(slack);
    const triggerId = await trigger(slack);

    expect(await refusal(views.open({ trigger_id: '1.2.3', view: modal() }))).toMatchObject({
      error: 'invalid_trigger_id',
    });
    expect(
      await refusal(views.open({ trigger_id: triggerId, view: modal({ title: plain('x'.repeat(25)) }) })),
    ).toMatchObject({
      error: 'invalid_arguments',
      data: {
        response_metadata: {
          messages: expect.arrayContaining(['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]']),
        },
      },
    });
    await views.open({ trigger_id: triggerId, view: modal() });
    expect(slack.snapshot().views).toHaveLength(1);
  });
});

describe('views.update and views.push', () => {
  test('a view is updated by its id or its external id', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const viewId = await openModal(slack, modal({ external_id: 'mine' }));
    const { views } = webClient(slack);

    await views.update({ view_id: viewId, view: modal({ title: plain('by id') }) });
    await views.update({ external_id: 'mine', view: modal({ title: plain('by name') }) });

    expect(slack.snapshot().views).toMatchObject([{ id: viewId, view: { title: { text: 'by name' } } }]);
  });

  test('an old hash, a view that is gone and both names at once are refused', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const viewId = await openModal(slack, modal({ external_id: 'mine' }));
    const { views } = webClient(slack);
    const hash = slack.snapshot().views[0]?.view['hash'] as string;
    await views.update({ view_id: viewId, hash, view: modal() });

    expect(await refusal(views.update({ view_id: viewId, hash, view: modal() }))).toMatchObject({
      error: 'hash_conflict',
    });
    expect(await refusal(views.update({ view_id: 'V0GONE00000', view: modal() }))).toMatchObject({
      error: 'not_found',
    });
    expect(await refusal(views.update({ view_id: viewId, external_id: 'mine', view: modal() }))).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test('external ids are unique in the workspace', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    await openModal(slack, modal({ external_id: 'mine' }));
    const { views } = webClient(slack);

    const second = views.open({ trigger_id: await trigger(slack, ana), view: modal({ external_id: 'mine' }) });

    expect(await refusal(second)).toMatchObject({ error: 'duplicate_external_id' });
  });

  test('a stack is three views deep and grows only from inside a modal', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { views } = webClient(slack);
    const withButton = modal({ blocks: [{ type: 'actions', elements: [button('deeper')] }] });
    const push = async (): Promise<unknown> => {
      const top = slack.snapshot().views.at(-1)?.id ?? '';
      await slack.gesture({ do: 'click-in-view', user: rana, viewId: top, actionId: 'deeper' });
      const payload = new URLSearchParams(slack.deliveries.at(-1)?.body).get('payload') ?? '{}';
      const { trigger_id: triggerId } = JSON.parse(payload) as { trigger_id: string };
      return views.push({ trigger_id: triggerId, view: withButton });
    };
    const outside = views.push({ trigger_id: await trigger(slack), view: withButton });
    expect(await refusal(outside)).toMatchObject({ error: 'not_found' });
    await openModal(slack, withButton);

    await push();
    await push();

    expect(slack.snapshot().views.map(({ depth }) => depth)).toEqual([1, 2, 3]);
    expect(await refusal(push())).toMatchObject({ error: 'push_limit_reached' });
  });

  test('a view of more than 250 KB is refused', async () => {
    const slack = await workspace();
    const blocks = Array.from({ length: 100 }, () => ({ type: 'section', text: plain('x'.repeat(2900)) }));

    const opened = webClient(slack).views.open({ trigger_id: '1.2.3', view: modal({ blocks }) });

    expect(await refusal(opened)).toMatchObject({ error: 'view_too_large' });
  });
});

function home(more: object = {}): never {
  return { type: 'home', blocks: [section], ...more } as never;
}

describe('views.publish', () => {
  test('a Home tab is there for its person, under one id', async () => {
    const slack = await workspace();
    const { views } = webClient(slack);

    const first = await views.publish({ user_id: rana, view: home() });
    const second = await views.publish({ user_id: rana, view: home({ private_metadata: 'again' }) });

    expect(second.view?.id).toBe(first.view?.id);
    expect(slack.snapshot().homes).toMatchObject({ [rana]: { type: 'home', private_metadata: 'again' } });
  });

  test.each([
    ['an old hash', { user_id: rana, hash: '1.abc', view: home() }, 'hash_conflict'],
    ['nobody', { user_id: 'U0NOBODY00', view: home() }, 'invalid_arguments'],
    ['a stranger', { user_id: sid, view: home() }, 'invalid_arguments'],
    ['a modal', { user_id: rana, view: modal() }, 'invalid_arguments'],
  ])('refuses %s', async (_what, args, error) => {
    const slack = await workspace();

    expect(await refusal(webClient(slack).views.publish(args))).toMatchObject({ error });
  });

  test('without the Home tab nothing is published', async () => {
    const slack = await workspace({ app: { homeEnabled: false } });

    expect(await refusal(webClient(slack).views.publish({ user_id: rana, view: home() }))).toMatchObject({
      error: 'not_enabled',
    });
    expect(await slack.gesture({ do: 'open-home', user: rana })).toMatchObject({
      problem: { code: 'home-not-enabled' },
    });
  });

  test('a modal and a Home tab cannot share an external id', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    await openModal(slack, modal({ external_id: 'mine' }));

    const published = webClient(slack).views.publish({ user_id: ana, view: home({ external_id: 'mine' }) });

    expect(await refusal(published)).toMatchObject({ error: 'duplicate_external_id' });
  });

  test('a click in the Home tab carries the view and no channel', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const blocks = [{ type: 'actions', elements: [button('refresh')] }, textField('filter')];
    const { view } = await webClient(slack).views.publish({ user_id: rana, view: home({ blocks }) });

    const result = await slack.gesture({
      do: 'click-in-view',
      user: rana,
      viewId: String(view?.id),
      actionId: 'refresh',
      state: { filter: { filter: { value: 'ana' } } },
    });

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'block_actions', status: 200 } });
    expect(lastPayload(slack)).toMatchObject({
      container: { type: 'view', view_id: view?.id },
      view: { type: 'home', state: { values: { filter: { filter: { value: 'ana' } } } } },
    });
    expect(result.delivery?.body).not.toContain(alerts);
  });
});

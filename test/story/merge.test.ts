import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxMessage, SandboxView } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { clickBody, deliver, signedRequest } from '../attacks/signed.ts';
import { eventually } from '../support/eventually.ts';
import { button, channelMessages, press, said, whispers } from './leaked-key.ts';
import { secretRead } from './secret-read.ts';

const ACCOUNT = '111122223333';

let host: AttackedHost;
let sns: SNSClient;

beforeAll(async () => {
  host = await startAttackedHost();
  const { aws } = host.world;
  sns = new SNSClient({ endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin });
});
afterAll(async () => {
  sns?.destroy();
  await host?.close();
});

async function alert(user: string, rule: string): Promise<void> {
  const actor = {
    type: 'IAMUser',
    account: ACCOUNT,
    root: { id: `arn:aws:iam::${ACCOUNT}:user/${user}`, name: user },
  };
  const message = secretRead(actor, { id: rule, title: `Rule ${rule}`, level: 'medium' });
  await sns.send(
    new PublishCommand({ TopicArn: host.world.aws.demo.alertsTopicArn, Message: JSON.stringify(message) }),
  );
}

const cards = () => channelMessages(host.world).filter(({ threadTs }) => threadTs === undefined);
const thread = (card: SandboxMessage) =>
  channelMessages(host.world)
    .filter(({ threadTs }) => threadTs === card.ts)
    .map(({ text }) => text)
    .join('\n');
const idOf = (card: SandboxMessage) => /Case (\w+) ·/.exec(said(card))?.[1] ?? '';
const now = (card: SandboxMessage) => cards().find(({ ts }) => ts === card.ts);

/** The card whose sentence speaks of these, as soon as there is one. */
function cardOf(words: string | RegExp): Promise<SandboxMessage> {
  return eventually(() => {
    const card = cards().find(({ text }) => text.match(words) !== null);
    if (card === undefined) throw new Error(`There is no card that says ${String(words)}.`);
    return card;
  });
}

/** A window of the person, once it holds this. */
function windowOf(user: string, words: string): Promise<SandboxView> {
  return eventually(() => {
    const view = host.world.slack
      .snapshot()
      .views.find((one) => one.user === user && JSON.stringify(one.view).includes(words));
    if (view === undefined) throw new Error(`${user} has no window that says ${words}.`);
    return view;
  });
}

/** Chooses “Merge or split…” in the card's menu. */
async function openParts(user: string, card: SandboxMessage): Promise<void> {
  const value = `parts.${idOf(card)}`;
  await host.world.slack.gesture({
    do: 'click',
    user,
    channel: card.channel,
    ts: card.ts,
    actionId: 'open.case',
    value,
  });
}

/** Opens the window from the card's menu, and chooses what to do there. */
async function wish(user: string, card: SandboxMessage, part: 'merge' | 'rules' | 'actor'): Promise<SandboxView> {
  const { slack } = host.world;
  await openParts(user, card);
  const first = await windowOf(user, 'case.parts.0');
  const blocks = first.view['blocks'] as readonly { elements?: readonly { action_id?: string; value?: string }[] }[];
  const chosen = blocks.flatMap(({ elements = [] }) => elements).find((one) => one.value?.startsWith(part) === true);
  await slack.gesture({ do: 'click-in-view', user, viewId: first.id, actionId: chosen?.action_id ?? 'none' });
  return windowOf(user, part === 'merge' ? '"case.merge"' : '"case.split"');
}

const options = (view: SandboxView): readonly string[] =>
  [...JSON.stringify(view.view).matchAll(/"value":"([^"]+)"/g)].map(([, value = '']) => value);

async function submit(user: string, view: SandboxView, values: Record<string, Record<string, never>>): Promise<void> {
  const done = await host.world.slack.gesture({ do: 'submit', user, viewId: view.id, values });
  expect(done).toMatchObject({ ok: true });
}

const chosen = (value: string) => ({ option: { type: 'static_select', selected_option: { value } } as never });

test('two cases of one incident become one, which takes what either actor does next', async () => {
  await alert('mia', 'm1');
  await alert('noa', 'n1');
  const [into, from] = [await cardOf(/mia .IAM user./), await cardOf(/noa .IAM user./)];
  const view = await wish(PEOPLE.rana, into, 'merge');
  expect(options(view)).toContain(idOf(from));
  expect(options(view)).not.toContain(idOf(into));
  await submit(PEOPLE.rana, view, { from: chosen(idOf(from)) });

  await windowOf(PEOPLE.rana, `is a part of case ${idOf(into)} now`);
  await eventually(() => {
    expect(now(into)?.text).toContain('mia and noa called GetSecretValue 2 times');
    expect(now(from)?.text).toMatch(/^Merged – Medium: .*Merged into case/);
    expect(thread(into)).toContain(`rana merged case ${idOf(from)}`);
    expect(thread(from)).toContain(`rana merged this case into case ${idOf(into)}`);
  });
  expect(now(from)?.blocks?.some(({ type }) => type === 'actions')).toBe(false);
  expect(said(now(from))).toContain('"type":"link"');

  await alert('noa', 'n2');
  await eventually(() => expect(now(into)?.text).toContain('3 times'));
  expect(now(from)?.text).toContain('once');
});

test('what was drawn before the merge changes nothing and says where to look; lookups lead there', async () => {
  const [into, from] = [await cardOf(/mia and noa/), await cardOf(/^Merged/)];
  const told = () => whispers(host.world, PEOPLE.rana).map(({ text }) => text);
  const words = `Case ${idOf(from)} was merged into case ${idOf(into)}`;
  // As from a client that has not been brought up to date.
  for (const actionId of ['case.acknowledge', 'case.reopen', 'case.ask'])
    await deliver(
      host.url,
      signedRequest(host.world, clickBody(host.world, { user: PEOPLE.rana, actionId, value: idOf(from) })),
    );
  await eventually(() => {
    expect(told().filter((one) => one.includes(`${words}: look after that one.`))).toHaveLength(3);
  });
  expect((await readCase(host.store, idOf(from))).value.status).toBe('closed');

  const { slack } = host.world;
  const text = `case ${idOf(from)}`;
  await slack.gesture({ do: 'slash', user: PEOPLE.rana, channel: into.channel, command: '/trail', text });
  await eventually(() => {
    expect(told()).toContain(`${words}, which this is.`);
  });
});

test('rules that are split off get a card of their own, and what they find next', async () => {
  const whole = await cardOf(/mia and noa/);
  const view = await wish(PEOPLE.rana, whole, 'rules');
  expect(options(view)).toEqual(['m1', 'n1', 'n2']);
  await submit(PEOPLE.rana, view, {
    'rules-0': { options: { type: 'checkboxes', selected_options: [{ value: 'n2' }] } as never },
  });
  const part = await cardOf('Rule n2');

  expect(part.text).toContain('noa (IAM user) called GetSecretValue once');
  await eventually(() => {
    expect(said(now(part))).toContain('Split off from');
    expect(thread(whole)).toContain(`rana split case ${idOf(part)} (Medium: Rule n2, 1 record of noa) off`);
    expect(now(whole)?.text).toContain('2 times');
  });
  await alert('noa', 'n2');
  await eventually(() => expect(now(part)?.text).toContain('2 times'));
});

test('an actor is taken out again, by somebody who is not behind the case themselves', async () => {
  const whole = await cardOf(/mia and noa/);
  const view = await wish(PEOPLE.rana, whole, 'actor');
  const [, noa = ''] = options(view);
  await submit(PEOPLE.rana, view, {
    actor: { option: { type: 'radio_buttons', selected_option: { value: noa } } as never },
  });
  await eventually(() => expect(now(whole)?.text).toMatch(/^Medium: Rule m1\. mia .IAM user. called .* once/));
  const part = await cardOf(/^Medium: Rule n1\. noa/);
  expect(button(part, 'case.acknowledge')).toBeDefined();

  await alert('dave', 'd1');
  const his = await cardOf(/Rule d1/);
  await openParts(PEOPLE.dave, his);
  await windowOf(PEOPLE.dave, 'You are the person behind the principal');
  await press(host.world, PEOPLE.rana, part, 'case.acknowledge');
  await eventually(() => expect(now(part)?.text).toContain('Acknowledged'));
  expect((await host.audit.read(idOf(part))).map(({ event }) => event)).toEqual([
    'case.split-off',
    'case.acknowledged',
  ]);
});

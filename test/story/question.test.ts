import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Level } from '../../src/model/level.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { eventually } from '../support/eventually.ts';
import { button, channelMessages, press, said, whispers } from './leaked-key.ts';
import { secretRead } from './secret-read.ts';

const ACCOUNT = '111122223333';
const SSO = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0a1b2c3d4e5f6071`;

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

/** The card of an alert about a session that Identity Center named. */
async function cardOf(session: string, level: Level = 'medium', role = 'Dev'): Promise<SandboxMessage> {
  const root = { id: SSO.replace('_Dev_', `_${role}_`), name: `AWSReservedSSO_${role}` };
  const actor = { type: 'AssumedRole', account: ACCOUNT, session, root };
  const title = `Unusual call of ${session}`;
  const alert = secretRead(actor, { id: 'unusual', title, level });
  await sns.send(new PublishCommand({ TopicArn: host.world.aws.demo.alertsTopicArn, Message: JSON.stringify(alert) }));
  return eventually(() => {
    const card = channelMessages(host.world).find(({ text }) => text.includes(title));
    if (card === undefined) throw new Error('There is no card.');
    return card;
  });
}

/** What the person has been asked by direct message. */
function questionsTo(user: string): readonly SandboxMessage[] {
  const { channels, messages } = host.world.slack.snapshot();
  const direct = channels.find(({ id, members }) => id.startsWith('D') && members.includes(user));
  return messages.filter(({ channel, visibleTo }) => channel === direct?.id && visibleTo === undefined);
}

/** Asks from the card, and gives what the person who asked is told. */
async function ask(user: string, card: SandboxMessage): Promise<string> {
  const here = () => whispers(host.world, user).filter(({ channel }) => channel === card.channel);
  const before = here().length;
  await host.world.slack.gesture({
    do: 'click',
    user,
    channel: card.channel,
    ts: card.ts,
    actionId: 'case.ask',
    confirmed: true,
  });
  return eventually(() => {
    const answer = here()[before];
    if (answer === undefined) throw new Error('Nothing was answered.');
    return answer.text;
  });
}

const thread = (card: SandboxMessage) =>
  channelMessages(host.world)
    .filter(({ threadTs }) => threadTs === card.ts)
    .map(({ text }) => text);

test('the person whom Identity Center knows by their e-mail is asked, and their no is shown to everybody', async () => {
  const card = await cardOf('vic@example.com');
  expect(await ask(PEOPLE.rana, card)).toContain('vic is asked by direct message');

  const question = await eventually(() => {
    const [found] = questionsTo(PEOPLE.vic);
    expect(button(found, 'answer.no')).toBeDefined();
    return found;
  });
  await press(host.world, PEOPLE.vic, question, 'answer.no');

  await eventually(() => {
    expect(thread(card).join('\n')).toContain('vic says that it was NOT them.');
    expect(said(questionsTo(PEOPLE.vic)[0])).toContain('You answered');
  });
  expect(button(questionsTo(PEOPLE.vic)[0], 'answer.yes')).toBeUndefined();
});

test('a severe case has no such button, and a click on an old one is refused', async () => {
  const card = await cardOf('ben@example.com', 'medium', 'Ops');
  await cardOf('ben@example.com', 'critical', 'Ops');

  await eventually(() => {
    const now = channelMessages(host.world).find(({ ts }) => ts === card.ts);
    expect(now?.text).toMatch(/^Critical/);
    expect(button(now, 'case.ask')).toBeUndefined();
  });
  expect(questionsTo(PEOPLE.ben)).toEqual([]);
});

test.each([
  ['nobody@example.com', 'NoMail', 'nobody in Slack has that e-mail address. Add them under people.'],
  ['gus@example.net', 'Guest', 'gus@example.net is not a full member of this workspace.'],
])('where %s is behind it, it is said why nobody can be asked', async (session, role, words) => {
  const card = await cardOf(session, 'medium', role);

  expect(await ask(PEOPLE.rana, card)).toContain(words);
});

test('where the policy maps nobody, and no e-mail address tells who it is, nobody is offered to be asked', async () => {
  const card = await cardOf('no-address', 'medium', 'NoAddress');

  expect(button(card, 'case.acknowledge')).toBeDefined();
  expect(button(card, 'case.ask')).toBeUndefined();
});

test('a viewer cannot ask, and whoever is behind the case cannot have themselves asked', async () => {
  const card = await cardOf('rana@example.com', 'medium', 'Self');

  expect(await ask(PEOPLE.vic, card)).toContain('This needs the role responder');
  expect(await ask(PEOPLE.rana, card)).toContain('somebody else has to ask you');
  expect(questionsTo(PEOPLE.rana)).toEqual([]);
});

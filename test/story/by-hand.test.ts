import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { clients } from '../sandbox/aws/support.ts';
import { eventually } from '../support/eventually.ts';
import { button, channelMessages, press, said, stateOf, whispers } from './leaked-key.ts';

let host: AttackedHost;
beforeAll(async () => {
  host = await startAttackedHost();
});
afterAll(async () => host?.close());

/** What only the person who typed it is answered. */
async function type(user: string, text: string): Promise<SandboxMessage> {
  const answers = () => whispers(host.world, user).filter((message) => message.text !== 'Working on it…');
  const before = answers().length;
  await host.world.slack.gesture({ do: 'slash', user, channel: host.world.alerts, command: '/trail', text });
  return eventually(() => {
    const answer = answers()[before];
    if (answer === undefined) throw new Error('There is no answer.');
    return answer;
  });
}

test.each([
  ['do', 'Say what and on what'],
  ['do reboot-instance i-0123456789abcdef0', 'There is no action “reboot-instance”. There are: terminate-instance'],
  [
    'do terminate-instance',
    'Say on what: /trail do terminate-instance i-0123456789abcdef0 sandbox-production us-east-1',
  ],
  [
    'do deactivate-access-key',
    'Say on what: /trail do deactivate-access-key AKIAIOSFODNN7EXAMPLE sandbox-production us-east-1',
  ],
  ['do stop-instance web-99', 'There is no instance named “web-99” in'],
  ['do stop-instance web*', 'Stop instance cannot be planned by hand for “web*”: say its id'],
  ['do deactivate-access-key nobody', 'There is no access key of a user “nobody” in'],
  ['do stop-instance i-0123456789abcdef0', 'EC2 does not know this instance'],
  ['do deactivate-access-key AKIAQQQQQQQQQQQQQQQQ', 'IAM knows no user with this key'],
  ['do quarantine-user nobody', 'IAM does not know this user'],
  [
    'do stop-instance i-0123456789abcdef0 staging',
    '“staging” is neither a Region nor an account that Trailbolt guards',
  ],
  ['do stop-instance i-0123456789abcdef0 999988887777', 'nor an account that Trailbolt guards'],
  ['do stop-instance i-0123456789abcdef0 ap-south-2', 'Region ap-south-2 is not one of account'],
])('/trail %s: a clear sentence, and nothing is opened', async (text, sentence) => {
  const answer = await type(PEOPLE.rana, text);

  expect(said(answer)).toContain(sentence);
  expect(button(answer, 'open.plan')).toBeUndefined();
});

test('a name that exactly one thing has is as good as its id, and the answer says which that is', async () => {
  const { web1 } = host.world.aws.demo.instances;
  const answer = await type(PEOPLE.rana, 'do stop-instance web-1');

  expect(button(answer, 'open.plan')?.label).toContain(`Plan: Stop instance ${web1}`);
  expect(said(answer)).toContain('(web-1)');
});

test('who is no responder cannot do it', async () => {
  const answer = await type(PEOPLE.vic, `do stop-instance ${host.world.aws.demo.instances.web1} us-east-1`);

  expect(said(answer)).toContain('This needs the role responder');
});

test.each([
  ['freeze-function', 'Freeze function', () => host.world.aws.demo.functions.thumbnails],
  ['remove-function-permission', 'Remove permission', () => 'thumbnails/uploads'],
  ['enable-key', 'Enable key', () => host.world.aws.demo.keys.orders],
])('%s is planned by the id of what it is done to', async (action, title, id) => {
  const answer = await type(PEOPLE.rana, `do ${action} ${id()} us-east-1`);

  expect(button(answer, 'open.plan')?.label).toContain(`Plan: ${title}`);
});

test('by its button it goes the same way as from a card: plan, request in a thread, approval, run', async () => {
  const { web1 } = host.world.aws.demo.instances;
  const answer = await type(PEOPLE.rana, `do stop-instance ${web1} us-east-1`);
  expect(button(answer, 'open.plan')?.label).toContain('Plan: Stop instance');
  expect(channelMessages(host.world)).toEqual([]);

  await press(host.world, PEOPLE.rana, answer, 'open.plan');
  const modal = await eventually(() => {
    const found = host.world.slack
      .snapshot()
      .views.find((view) => view.user === PEOPLE.rana && view.view['callback_id'] === 'request.create');
    if (found === undefined) throw new Error('There is no plan.');
    return found;
  });
  expect(JSON.stringify(modal.view)).toContain(web1);
  const values = { reason: { text: { type: 'plain_text_input', value: 'It talks to a known bad address' } } };
  await host.world.slack.gesture({ do: 'submit', user: PEOPLE.rana, viewId: modal.id, values });
  const request = await eventually(() => {
    const found = channelMessages(host.world).find(
      (message) => message.metadata?.['event_type'] === 'trailbolt_request',
    );
    expect(button(found, 'request.approve')).toBeDefined();
    return found;
  });
  await press(host.world, PEOPLE.ana, request, 'request.approve');

  await eventually(() => expect(stateOf(host.world, web1)).toBe('stopped'));
  const [card, ...others] = channelMessages(host.world).filter((message) => message.threadTs === undefined);
  expect(others).toEqual([]);
  expect(request?.threadTs).toBe(card?.ts);
  expect(said(card)).toContain('Remedy by hand');
  expect(said(await type(PEOPLE.vic, 'cases'))).toContain('Remedy by hand');
});

test('a case that names the target is joined, no other is opened', async () => {
  const { web1 } = host.world.aws.demo.instances;
  const cards = channelMessages(host.world).filter((message) => message.threadTs === undefined).length;

  const answer = await type(PEOPLE.rana, `do terminate-instance ${web1} us-east-1`);

  const caseId = /Case (\w+)/.exec(
    said(channelMessages(host.world).find(({ threadTs }) => threadTs === undefined)),
  )?.[1];
  expect(button(answer, 'open.plan')?.value.split('.')[0]).toBe(caseId);
  expect(channelMessages(host.world).filter((message) => message.threadTs === undefined)).toHaveLength(cards);
});

test('of a name that several things have, each is listed by its id', async () => {
  const { demo } = host.world.aws;
  const { iam, ec2 } = clients(host.world.aws, demo.credentials.ada);
  await iam.send(new CreateAccessKeyCommand({ UserName: 'vic' }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'vic' })).catch(() => undefined);
  const { AccessKeyMetadata: keys = [] } = await iam.send(new ListAccessKeysCommand({ UserName: 'vic' }));
  const { web2 } = demo.instances;
  await ec2.send(new CreateTagsCommand({ Resources: [web2], Tags: [{ Key: 'Name', Value: 'web-1' }] }));

  const ofKeys = said(await type(PEOPLE.rana, 'do deactivate-access-key vic'));
  const ofInstances = said(await type(PEOPLE.rana, 'do stop-instance web-1'));
  await ec2.send(new CreateTagsCommand({ Resources: [web2], Tags: [{ Key: 'Name', Value: 'web-2' }] }));

  expect(keys).toHaveLength(2);
  for (const { AccessKeyId: id } of keys) expect(ofKeys).toContain(`${id} (us-east-1, active)`);
  expect(ofInstances).toContain('There are 2 instances named “web-1”');
  for (const id of [demo.instances.web1, web2]) expect(ofInstances).toContain(id);
});

test.each(['case', 'mute'])('/trail %s without an id suggests the cases that are open', async (command) => {
  const caseId = /Case (\w+)/.exec(
    said(channelMessages(host.world).find(({ threadTs }) => threadTs === undefined)),
  )?.[1];
  const answer = said(await type(PEOPLE.rana, command));

  expect(answer).toContain('Say which case, such as ');
  expect(answer).toContain(`/trail ${command} `);
  expect(answer).toContain(caseId);
});

import { afterEach, expect, test } from 'vitest';
import type { Case } from '../../src/model/case.ts';
import { CHANNELS } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { launchBy, TrailWriter } from './trail-files.ts';

/** One process that takes alerts and posts cards. */
let host: AttackedHost;
let trail: TrailWriter;

async function begin(editPolicy: (text: string) => string = (text) => text): Promise<void> {
  host = await startAttackedHost({ editPolicy });
  trail = new TrailWriter(host);
}
afterEach(async () => {
  host.world.slack.faults.clear();
  trail.close();
  await host.close();
});

async function actors(): Promise<readonly string[]> {
  const { items } = await host.store.list<{ readonly caseId: string }>('cases', { limit: 1000 });
  const cases = await Promise.all(
    items.map(({ value }) => host.store.get<Case>({ partition: `case#${value.caseId}`, sort: 'case' })),
  );
  return cases.flatMap((item) => item?.value.actor.root.name ?? []);
}

const textsIn = (channel: string): readonly string[] =>
  host.world.slack
    .snapshot()
    .messages.filter((message) => message.channel === channel)
    .map(({ text }) => text);

test('alerts are taken while Slack does not answer at all, and every card waits for it', async () => {
  await begin();
  const users = Array.from({ length: 40 }, (_, index) => `storm-${index}`);
  const release = host.world.slack.faults.hold('chat.postMessage');

  await trail.deliver(...users.map((user) => launchBy(user)));

  await eventually(async () => expect(new Set(await actors())).toEqual(new Set(users)));
  expect(textsIn(CHANNELS.alerts)).toEqual([]);
  expect((await host.store.list(`outbox#${CHANNELS.alerts}`)).items).toHaveLength(users.length);
  release();
});

test('one channel that Slack asks to wait with holds up no other', async () => {
  await begin(
    (text) => `${text}\nrouting: [{ name: groups, rules: [security-group-opened], channel: ${CHANNELS.audit} }]\n`,
  );
  const limited = () => host.log.filter(({ event }) => event === 'outbox.rate-limited').length;
  host.world.slack.faults.rateLimit('chat.postMessage', 30);
  await trail.deliver(launchBy('patient'));
  await eventually(() => expect(limited()).toBe(1));

  await trail.deliver(
    launchBy('prompt', {
      eventName: 'AuthorizeSecurityGroupIngress',
      responseElements: { _return: true },
      requestParameters: {
        groupId: 'sg-0aaaaaaaaaaaaaaa1',
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
        },
      },
    }),
  );

  await eventually(() => expect(textsIn(CHANNELS.audit).join()).toContain('prompt ('));
  expect(textsIn(CHANNELS.alerts)).toEqual([]);
  // Nothing is lost of what waits.
  expect((await host.store.list(`outbox#${CHANNELS.alerts}`)).items).toHaveLength(1);
});

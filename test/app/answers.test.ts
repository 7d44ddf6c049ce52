import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { note } from '../../blocks/note.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { createRunPorts } from '../../src/app/run-ports.ts';
import { createServices } from '../../src/app/services.ts';
import { People } from '../../src/approve/people.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import type { AuditRecord } from '../../src/ports/audit.ts';
import { audit } from '../../src/slack/commands/audit.ts';
import { rules as rulesCommand } from '../../src/slack/commands/rules.ts';
import type { Gesture } from '../../src/slack/unit.ts';
import type { SlackServices } from '../../src/slack/services.ts';
import { match } from '../alert/support.ts';
import { alertOf } from '../cases/support.ts';
import { portsFor } from '../crash/scene.ts';
import { clients } from '../sandbox/aws/support.ts';

const entry: AuditRecord = {
  id: 'e',
  chain: 'case',
  at: '2026-11-23T08:30:00.000Z',
  event: 'case.closed',
  who: 'U0ANA',
  data: {},
  seq: 1,
  previous: '',
  hash: '',
};

const HIDDEN = Buffer.from('#!/bin/sh\nexport DB_PASSWORD=hunter2hunter2').toString('base64');

let world: World;
let ports: ReturnType<typeof portsFor>;
let services: SlackServices;
/** A case of a launch that CloudTrail still has. */
let caseId: string;

const person = (name: keyof typeof PEOPLE) => services.person(PEOPLE[name]);

beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 20, lookupLagMs: 0, lookupsPerSecond: 1000 } });
  Object.assign(process.env, world.environment);
  const [store, auditStore] = ['answers', 'answers-audit'].map((name) => `${world.folder}/${name}.sqlite`);
  ports = portsFor(world, store ?? '', auditStore ?? '', systemClock);
  const people = new People(ports);
  services = createServices(ports, createRunPorts(ports, people), people);
  const { account, region, credentials } = world.aws.demo;
  const { ec2 } = clients(world.aws, credentials.dave);
  const images = { ImageId: 'ami-0abcdef1234567890', MinCount: 1, MaxCount: 1, InstanceType: 'm5.large' as const };
  await ec2.send(new RunInstancesCommand({ ...images, UserData: HIDDEN })).catch(() => undefined);
  const to = Date.now() + 1000;
  const found = await ports.history.lookup({
    account,
    region,
    from: to - 60_000,
    to,
    attribute: { key: 'EventName', value: 'RunInstances' },
  });
  const [alert] = buildAlerts(found.records.slice(0, 1).map((record) => match(record)));
  if (alert === undefined) throw new Error('CloudTrail has no launch');
  ({ caseId } = await recordAlert({ ...ports, channelFor: () => Promise.resolve(world.alerts) }, alert));
});
afterAll(async () => {
  await ports?.close();
  await world?.close();
});

describe('the record of a case', () => {
  it('is the whole one that CloudTrail has, without its secrets', async () => {
    const shown = await services.record({ caseId, person: await person('vic'), key: 'k1' });

    expect(shown.missing).toBeUndefined();
    expect(shown.json).toMatchObject({
      eventName: 'RunInstances',
      eventID: shown.summary.eventID,
      eventVersion: '1.11',
    });
    expect(JSON.stringify(shown)).not.toContain(HIDDEN);
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });

  it('is written down before it is shown: who looked at which', async () => {
    await services.record({ caseId, person: await person('vic'), key: 'k2' });
    await services.record({ caseId, person: await person('vic'), key: 'k2' });

    const looked = (await ports.audit.read(caseId)).filter(({ id }) => id === 'record.shown:k2');
    expect(looked).toMatchObject([{ event: 'record.shown', who: PEOPLE.vic, data: { eventName: 'RunInstances' } }]);
  });

  it('is what the case keeps, with the reason, where CloudTrail has none', async () => {
    const actor = { type: 'IAMUser', root: { id: 'arn:aws:iam::111122223333:user/eve', name: 'eve' } };
    const ids = ['e1', '22222222-0000-4000-8000-000000000002'];
    const { caseId: other } = await recordAlert(
      { ...ports, channelFor: () => Promise.resolve(world.alerts) },
      alertOf(ids, { account: world.aws.demo.account, actor }),
    );
    const first = await services.record({ caseId: other, person: await person('ana'), key: 'k3' });
    const [, second] = first.choices;
    const next = await services.record({
      caseId: other,
      person: await person('ana'),
      key: 'k4',
      ...(second === undefined ? {} : { pick: second.id }),
    });

    expect([first.missing, next.missing]).toEqual(
      expect.arrayContaining([expect.stringMatching(/no id by which|could not be asked|history/)]),
    );
    expect(first.json).toMatchObject({ eventName: 'RunInstances' });
    expect(next.picked).toBe(second?.id);
  });

  it('of a case that is not there is refused', async () => {
    await expect(services.record({ caseId: 'nope', person: await person('vic'), key: 'k5' })).rejects.toMatchObject({
      code: 'case.missing',
    });
  });
});

describe('sharing an answer', () => {
  const answer = note('Trail of dave: nothing found.');
  const posted = () =>
    world.slack.snapshot().messages.filter((one) => one.visibleTo === undefined && one.text === answer.text);

  it('posts it once for everybody, says who shared it, and tells a second press so', async () => {
    const vic = await person('vic');
    await services.keepAnswer({ id: 'a1', person: vic.id, message: answer });
    const wish = { id: 'a1', person: vic, channel: world.alerts, thread: undefined };

    expect((await services.share(wish)).fresh).toBe(true);
    expect((await services.share(wish)).fresh).toBe(false);

    expect(posted()).toHaveLength(1);
    expect(JSON.stringify(posted()[0]?.blocks)).toContain(PEOPLE.vic);
  });

  it('puts it into the thread that it belongs to, wherever it was shown', async () => {
    const [parent] = posted();
    const ana = await person('ana');
    await services.keepAnswer({ id: 'a2', person: ana.id, message: answer, thread: parent?.ts ?? '' });

    await services.share({ id: 'a2', person: ana, channel: world.alerts, thread: undefined });

    expect(posted().map(({ threadTs }) => threadTs)).toContain(parent?.ts);
  });

  it('is for nobody but the person who asked', async () => {
    await services.keepAnswer({ id: 'a3', person: PEOPLE.ana, message: answer });

    await expect(
      services.share({ id: 'a3', person: await person('vic'), channel: world.alerts, thread: undefined }),
    ).rejects.toMatchObject({ code: 'answer.not-yours' });
  });

  it.each(['a9', '', '../x', 'a'.repeat(200)])('of %j, which nobody keeps, is refused', async (id) => {
    await expect(
      services.share({ id, person: await person('vic'), channel: world.alerts, thread: undefined }),
    ).rejects.toMatchObject({ code: 'answer.gone' });
  });

  it('in a channel that Trailbolt is not in says what to do', async () => {
    const vic = await person('vic');
    await services.keepAnswer({ id: 'a4', person: vic.id, message: answer });

    await expect(
      services.share({ id: 'a4', person: vic, channel: CHANNELS.general, thread: undefined }),
    ).rejects.toMatchObject({ code: 'answer.no-access', message: expect.stringContaining('/invite @Trailbolt') });
  });

  it('whose outcome nobody knows is one message after another try', async () => {
    const vic = await person('vic');
    await services.keepAnswer({ id: 'a5', person: vic.id, message: answer });
    const before = posted().length;
    const wish = { id: 'a5', person: vic, channel: world.alerts, thread: undefined };
    world.slack.faults.dropAfterApply('chat.postMessage');

    await expect(services.share(wish)).rejects.toMatchObject({ code: 'chat.unknown-outcome' });
    await services.share(wish);

    expect(posted().length - before).toBe(1);
  });
});

describe('other answers', () => {
  it('show a case as its card does', async () => {
    const card = await services.card(caseId);

    expect(card.text).toContain('dave (IAM user)');
    expect(card.text).toContain('RunInstances');
    await expect(services.card('nope')).rejects.toMatchObject({ code: 'case.missing' });
  });

  it('know every rule at work, inspectors among them', async () => {
    const rules = await services.rules();
    const ids = rules.map(({ id }) => id);

    expect(rules.map(({ title }) => title)).toContain('Instances were launched in bulk or of unusual size');
    expect(ids).toContain('instance-reachable-for-admin');
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** What is answered to this command, as JSON. */
async function rulesOn(text: string): Promise<string> {
  const gesture = { services } as Gesture;
  const answer = await rulesCommand.run(gesture, text.split(' ').slice(2));
  return JSON.stringify('share' in answer ? answer.share : answer);
}

describe('a long list', () => {
  it('of rules is gone through to its end by what each answer says to type next', async () => {
    const found = new Set<string>();
    let next: string | undefined = '/trail rules';
    while (next !== undefined) {
      const said: string = await rulesOn(next);
      for (const { id } of await services.rules()) if (said.includes(`"${id}"`)) found.add(id);
      next = /; (\/trail rules \d+) shows the next/.exec(said)?.[1];
    }

    expect(found.size).toBe((await services.rules()).length);
  });

  it('goes on with its word, and takes a page that there is not for the last', async () => {
    expect(await rulesOn('/trail rules high')).toContain('/trail rules high 2 shows the next');
    expect(await rulesOn('/trail rules high 999')).toContain('/trail rules high shows the first');
  });

  it('of the audit goes on with what was asked and since when', async () => {
    const records = Array.from({ length: 45 }, (_, index) => ({
      ...entry,
      seq: index + 1,
      data: { reason: `entry ${index}.` },
    }));
    const on = async (text: string): Promise<string> => {
      const of = {
        ...services,
        audit: () => Promise.resolve({ about: 'case', from: undefined, records, partial: false, chain: undefined }),
      };
      const answer = await audit.run({ services: of } as unknown as Gesture, text.split(' ').slice(2));
      return JSON.stringify('share' in answer ? answer.share : answer);
    };

    expect(await on('/trail audit dave 7d')).toContain(
      '1 to 20 of 45 are shown; /trail audit dave 7d 2 shows the next.',
    );
    const last = await on('/trail audit dave 7d 3');
    expect(last).toContain('41 to 45 of 45 are shown; /trail audit dave 7d shows the first.');
    expect(last).toContain('entry 44.');
    expect(last).not.toContain('entry 39.');
  });
});

import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { ListUsersCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { eventually } from '../support/eventually.ts';
import { button, card, said, whispers } from './leaked-key.ts';
import { askAndApprove, remedies, requests } from './remedies.ts';

async function stopTrail({ world: { aws } }: AttackedHost): Promise<void> {
  const client = new CloudTrailClient({
    endpoint: aws.url,
    region: 'us-east-1',
    credentials: aws.demo.credentials.admin,
  });
  await client.send(new StopLoggingCommand({ Name: aws.demo.trail.arn }));
  client.destroy();
}

async function mayListUsers({ world: { aws } }: AttackedHost): Promise<boolean> {
  const client = new IAMClient({ endpoint: aws.url, region: 'us-east-1', credentials: aws.demo.credentials.admin });
  const answer = await client.send(new ListUsersCommand({})).then(
    () => true,
    () => false,
  );
  client.destroy();
  return answer;
}

describe('a stolen key of an administrator stops the trail', () => {
  let host: AttackedHost;
  beforeAll(async () => {
    host = await startAttackedHost();
    await stopTrail(host);
  });
  afterAll(async () => host?.close());

  test('the card offers to start it again, and to deal with whose key it was', async () => {
    await eventually(() =>
      expect(Object.keys(remedies(host))).toEqual(['Start logging…', 'Deactivate access key…', 'Quarantine user…']),
    );
  });

  test('the trail logs again, and the thread says what is missing', async () => {
    await askAndApprove(host, card(host.world), remedies(host)['Start logging…'] ?? '');

    await eventually(() => expect(said(requests(host)[0])).toMatch(/logging since .+ is in none of its files/));
    expect(host.world.aws.snapshot().trails).toContainEqual({ name: 'org-trail', logging: true });
    expect(button(requests(host)[0], 'open.undo')).toBeUndefined();
  });

  test('the user may do nothing until the quarantine is undone', async () => {
    expect(await mayListUsers(host)).toBe(true);
    await askAndApprove(host, card(host.world), remedies(host)['Quarantine user…'] ?? '');
    await eventually(async () => expect(await mayListUsers(host)).toBe(false));

    await eventually(() => expect(button(requests(host)[1], 'open.undo')).toBeDefined());
    await askAndApprove(host, requests(host)[1], 'open.undo');
    await eventually(async () => expect(await mayListUsers(host)).toBe(true));
  });
});

describe('where the policy names no role for IAM', () => {
  let host: AttackedHost;
  beforeAll(async () => {
    host = await startAttackedHost({ editPolicy: (text) => text.replace(/^ +iam-act-role:.*\n/m, '') });
    await stopTrail(host);
  });
  afterAll(async () => host?.close());

  test('the card offers what is not IAM’s, and whoever asks by hand is told why', async () => {
    await eventually(() => expect(Object.keys(remedies(host))).toEqual(['Start logging…']));

    const text = `do deactivate-access-key ${host.world.aws.demo.credentials.admin.accessKeyId}`;
    const { alerts: channel, slack } = host.world;
    await slack.gesture({ do: 'slash', user: PEOPLE.rana, channel, command: '/trail', text });

    await eventually(() =>
      expect(JSON.stringify(whispers(host.world, PEOPLE.rana))).toContain('the policy names no iam-act-role'),
    );
  });
});

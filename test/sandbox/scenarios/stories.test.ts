import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playScenario, scenarios } from '../../../src/sandbox/scenarios/index.ts';
import { CHANNELS } from '../../../src/sandbox/slack/cast.ts';
import type { SandboxMessage } from '../../../src/sandbox/contract.ts';
import { eventually } from '../../support/eventually.ts';
import { startHostInWorld } from '../../support/host-in-world.ts';

type Place = Awaited<ReturnType<typeof startHostInWorld>>;

/** What each attack comes to: the actor, the sentence of the card, and the remedy that stands first on it. */
const STORIES: readonly (readonly [id: string, actor: string, title: string, remedy: string])[] = [
  ['leaked-key-mines-coins', 'dave', 'Instances were launched in bulk', 'Terminate 6 instances…'],
  ['backdoor-user', 'ada', 'Administrator rights were given', 'Detach policy…'],
  ['snapshot-shared', 'backup', 'A snapshot was made and shared with another account', 'Unshare snapshot…'],
  ['port-opened', 'vic', 'A security group', 'Revoke inbound rule…'],
  ['machine-stands-open', 'ci-deploy', 'An instance can be administered from anywhere', 'Terminate instance…'],
  ['ransom-in-s3', 'reports-app', 'A bucket is held to ransom', 'Deactivate access key…'],
  ['console-without-mfa', 'jonas', 'A user without MFA made a lasting key', 'Deactivate access key…'],
  ['travels', 'ben', 'Somebody signed in to the console without MFA', 'Quarantine user…'],
  [
    'insider',
    'mira',
    'A snapshot or image was shared with another account',
    'Deactivate 2 keys of mira and ci-deploy…',
  ],
  // Last: nothing is seen from then on.
  ['trail-stopped', 'metrics-vendor', 'CloudTrail was stopped', 'Start logging…'],
];

let place: Place;

function cards(): readonly SandboxMessage[] {
  return place.world.slack
    .snapshot()
    .messages.filter(({ channel, threadTs }) => channel === CHANNELS.alerts && threadTs === undefined);
}

function remediesOf(card: SandboxMessage): readonly string[] {
  const actions = card.blocks?.find((block) => block['type'] === 'actions') as
    { readonly elements: readonly { readonly type: string; readonly text?: { readonly text: string } }[] } | undefined;
  return (
    actions?.elements.flatMap(({ type, text }) => (type === 'button' && text !== undefined ? [text.text] : [])) ?? []
  );
}

describe('each attack leads to one card with the remedy for it', () => {
  beforeAll(async () => {
    place = await startHostInWorld({ socketMode: false });
  });
  afterAll(() => place.close());

  test('all of them are told here', () => {
    expect(STORIES.map(([id]) => id).toSorted()).toEqual(
      scenarios
        .map(({ id }) => id)
        .filter((id) => id !== 'quiet-day')
        .toSorted(),
    );
  });

  test.each(STORIES)('%s', async (id, actor, title, remedy) => {
    await playScenario(id, place.world.aws, { pauseMs: 0 });

    const card = await eventually(() => {
      const own = cards().filter(({ text }) => text.includes(` ${actor} (`));
      expect(own).toHaveLength(1);
      expect(own[0]?.text).toContain(title);
      expect(remediesOf(own[0] as SandboxMessage)[0]).toBe(remedy);
      return own[0];
    });
    expect(JSON.stringify(card?.blocks)).toMatch(
      /Example Hosting, Netherlands|Example VPN, Panama|Office|Our programs|Example Hotel, Portugal/,
    );
  });
});

describe('a quiet day', () => {
  beforeAll(async () => {
    place = await startHostInWorld({ socketMode: false });
  });
  afterAll(() => place.close());

  test('wakes nobody', async () => {
    const { aws } = place.world;
    await playScenario('quiet-day', aws, { pauseMs: 0 });
    // What comes after all of it has been read, too: cards come in the order of the records.
    await playScenario('trail-stopped', aws, { pauseMs: 0 });

    await eventually(() => expect(cards().some(({ text }) => text.includes('metrics-vendor'))).toBe(true));
    expect(
      cards()
        .filter(({ text }) => !text.includes('metrics-vendor'))
        .map(({ text }) => text),
    ).toEqual([]);
  });
});

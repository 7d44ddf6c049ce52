import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { CHANNELS, DEFAULT_CAST, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { press } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { file, TrailWriter } from './trail-files.ts';

/** From a CloudTrail file to the channel that the policy names for what is in it. */
const BY = {
  rule: 'C0BYRULE001',
  level: 'C0BYLEVEL01',
  account: 'C0BYACCOUNT',
  ou: 'C0BYOU00001',
  tag: 'C0BYTAG0001',
} as const;
const ACCOUNTS = { main: '111122223333', lab: '222233334444', network: '333344445555', shop: '444455556666' } as const;

let host: AttackedHost;
let trail: TrailWriter;

function edit(text: string): string {
  const policy = parse(text) as { accounts: object[] };
  const { lab, network, shop } = ACCOUNTS;
  return stringify({
    ...policy,
    accounts: [
      ...policy.accounts,
      { id: lab, alias: 'lab' },
      { id: network, alias: 'network', ou: 'infrastructure/network' },
      { id: shop, alias: 'shop', tags: { environment: 'production' } },
    ],
    'account-groups': [{ name: 'labs', accounts: [lab] }],
    routing: [
      { name: 'rule', rules: ['security-group-*'], channel: BY.rule },
      { name: 'level', levels: ['critical'], channel: BY.level },
      { name: 'account', accounts: ['labs'], channel: BY.account },
      { name: 'ou', ous: ['infrastructure'], channel: BY.ou },
      { name: 'tag', tags: [{ key: 'environment', value: 'production' }], channel: BY.tag },
    ],
  });
}

beforeAll(async () => {
  const members = Object.values(PEOPLE);
  const channels = Object.entries(BY).map(([name, id]) => ({ id, name: `by-${name}`, members }));
  host = await startAttackedHost({
    cast: { ...DEFAULT_CAST, channels: [...DEFAULT_CAST.channels, ...channels] },
    editPolicy: edit,
  });
  trail = new TrailWriter(host);
});
afterAll(async () => {
  trail?.close();
  await host?.close();
});

/** A sample of a rule, as if somebody had done it just now in that account. */
async function happens(rule: string, sample: string, account: string, user: string): Promise<void> {
  const path = join(import.meta.dirname, '..', 'rules', rule, `${sample}.json`);
  const record = JSON.parse((await readFile(path, 'utf8')).replaceAll(ACCOUNTS.main, account)) as object;
  const arn = `arn:aws:iam::${account}:user/${user}`;
  const key = trail.key({ account });
  const now = {
    eventID: randomUUID(),
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    recipientAccountId: account,
    ...(user === 'root' ? {} : { userIdentity: { type: 'IAMUser', arn, accountId: account, userName: user } }),
  };
  await trail.put(key, file([{ ...record, ...now }]));
  await trail.announce([key]);
}

const cards = () =>
  host.world.slack
    .snapshot()
    .messages.filter(
      ({ metadata, threadTs }) => metadata?.['event_type'] === 'trailbolt_case' && threadTs === undefined,
    );

const OPENED = ['security-group-opened', 'hit-all-ports'] as const;
const LAUNCHED = ['unusual-instances', 'hit-bare-metal'] as const;

test.each([
  ['rule', 'trailbolt', OPENED, ACCOUNTS.lab, BY.rule, 'lab'],
  ['severity', 'root', ['root-access-key-created', 'hit-for-itself'], ACCOUNTS.lab, BY.level, 'lab'],
  ['account', 'eve', LAUNCHED, ACCOUNTS.lab, BY.account, 'lab'],
  ['organizational unit', 'trudy', LAUNCHED, ACCOUNTS.network, BY.ou, 'network'],
  ['tag', 'oscar', LAUNCHED, ACCOUNTS.shop, BY.tag, 'shop'],
  ['nothing of it', 'peggy', LAUNCHED, ACCOUNTS.main, CHANNELS.alerts, 'sandbox-production'],
] as const)('by %s, under the account’s name', async (_by, user, [rule, sample], account, channel, alias) => {
  await happens(rule, sample, account, user);

  const found = await eventually(() => {
    const mine = cards().filter(({ text }) => text.includes(`${user} (`));
    expect(mine).toHaveLength(1);
    return mine;
  });
  expect(found[0]?.channel).toBe(channel);
  expect(found[0]?.text).toContain(alias);
});

test('the audit goes to its own channel, and there alone', async () => {
  const [card] = cards();
  await press(host.world, PEOPLE.ana, card, 'case.acknowledge');

  const audits = await eventually(() => {
    const posts = host.world.slack.snapshot().messages.filter(({ text }) => text.includes('acknowledged a case'));
    expect(posts.length).toBeGreaterThan(0);
    return posts;
  }, 60_000);
  expect(new Set(audits.map(({ channel }) => channel))).toEqual(new Set([CHANNELS.audit]));
});

import { GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { Pacer } from '../../src/adapters/aws/pacer.ts';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { summarise } from '../../src/alert/summarise.ts';
import type { Lookup, LookupKind } from '../../src/model/lookup.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { NameBook } from '../../src/trail/wanted.ts';
import type { GuardedAccount } from '../../src/model/policy.ts';
import type { TrailHistory, TrailQuery } from '../../src/ports/trail-source.ts';
import { visit } from '../../src/sandbox/scenarios/visitor.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { nameBook } from '../../src/app/name-book.ts';
import { lookUp } from '../../src/trail/lookup.ts';
import { clients } from '../sandbox/aws/support.ts';
import { testLog as log } from '../support/test-log.ts';

const INTRUDER = '203.0.113.77';

let world: World;
let accounts: readonly GuardedAccount[];
let known: NameBook;
let names: NameBook;
let history: TrailHistory;
let asked: TrailQuery[];
let instance: string;

/** The question, over the real client, to the emulated event history. */
async function find(about: LookupKind, term: string): Promise<Lookup> {
  asked = [];
  const ports = {
    history: {
      lookup: (query: TrailQuery) => {
        asked.push(query);
        return history.lookup(query);
      },
    },
    summarise,
    names,
    now: () => Date.now(),
  };
  const to = Date.now() + 1000;
  return lookUp(ports, { about, term, from: to - 3_600_000, to, accounts: [] }, accounts);
}

const apisOf = ({ records }: Lookup): ReadonlySet<string> => new Set(records.map(({ eventName }) => eventName));

beforeAll(async () => {
  world = await createWorld({ aws: { lookupLagMs: 0, lookupsPerSecond: 1000 } });
  Object.assign(process.env, world.environment);
  const policy = createPolicySource(world.environment['TRAILBOLT_POLICY'] ?? '', log);
  ({ accounts } = await policy());
  known = nameBook(openSqliteStore(':memory:'), await policy());
  const aws = createAws({ accounts: async (id) => (await policy()).accounts.find((account) => account.id === id) });
  history = createTrailHistory({ aws, pacer: new Pacer(1000) });
  const { dave, ada } = world.aws.demo.credentials;
  const far = { credentials: dave, address: INTRUDER, userAgent: 'aws-cli/2.31' };
  await visit(world.aws, far, { pauseMs: 0 }, async ({ ec2, iam }) => {
    const { Reservations: found = [] } = await ec2.send(new DescribeInstancesCommand({}));
    instance = found[0]?.Instances?.[0]?.InstanceId ?? '';
    await ec2.send(new StopInstancesCommand({ InstanceIds: [instance] })).catch(() => undefined);
    await iam.send(new GetUserCommand({ UserName: 'nobody-of-that-name' })).catch(() => undefined);
  });
  await clients(world.aws, ada).iam.send(new ListUsersCommand({}));
});
beforeEach(() => {
  names = known;
});
afterAll(() => world?.close());

describe('a lookup', () => {
  it('by address finds what was changed and what was read from there, and nobody else’s calls', async () => {
    const lookup = await find('ip', INTRUDER);

    expect(apisOf(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
    expect(asked.map(({ attribute }) => attribute)).toEqual([{ key: 'ReadOnly', value: 'false' }, undefined]);
  });

  it.each(['StopInstances', 'ec2:StopInstances', 'ec2.amazonaws.com:StopInstances'])(
    'by API %s asks for it alone',
    async (term) => {
      const lookup = await find('event', term);

      expect(apisOf(lookup)).toEqual(new Set(['StopInstances']));
      expect(asked).toMatchObject([{ attribute: { key: 'EventName', value: 'StopInstances' } }]);
    },
  );

  it('by API of another service finds nothing', async () => {
    expect((await find('event', 'rds:StopInstances')).records).toEqual([]);
  });

  it('by event id finds that record', async () => {
    const [record] = (await find('event', 'StopInstances')).records;

    const lookup = await find('event', record?.eventID.toUpperCase() ?? '');

    expect(lookup.records).toEqual([record]);
  });

  it('by resource finds what was done with it, by its id and by its ARN', async () => {
    const { account, region } = world.aws.demo;
    const arn = `arn:aws:ec2:${region}:${account}:instance/${instance}`;

    expect(apisOf(await find('resource', instance))).toContain('StopInstances');
    expect(apisOf(await find('resource', arn))).toContain('StopInstances');
    expect(apisOf(await find('resource', arn.replace(account, '999988887777')))).toEqual(new Set());
  });

  it('by access key finds what was called with it', async () => {
    const lookup = await find('key', world.aws.demo.credentials.dave.accessKeyId);

    expect(apisOf(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
  });

  it('of errors finds only what AWS refused, of everybody or of one', async () => {
    const everybody = await find('errors', '');
    const dave = await find('errors', 'dave');
    const ada = await find('errors', 'ada');

    for (const { records } of [everybody, dave])
      expect(records.every(({ errorCode }) => errorCode !== undefined)).toBe(true);
    expect(apisOf(everybody)).toContain('GetUser');
    expect(apisOf(dave)).toContain('GetUser');
    expect(ada.records.map(({ eventName }) => eventName)).not.toContain('GetUser');
  });

  it('of somebody reads everything only where asking for the name finds nothing', async () => {
    await find('who', 'dave');
    expect(asked.map(({ attribute }) => attribute?.key)).toEqual(['Username']);

    await find('who', 'nobody-of-that-name');
    expect(asked.map(({ attribute }) => attribute?.key)).toEqual(['Username', undefined]);
  });
});

describe('what people type and AWS spells otherwise', () => {
  it.each([
    'Dave',
    'DAVE',
    '@dave',
    '@Dave',
    `<@${PEOPLE.dave}>`,
    `<@${PEOPLE.dave}|dave>`,
    `&lt;@${PEOPLE.dave}|d&gt;`,
  ])('%s is the user dave of the policy, and the answer says what was searched for', async (term) => {
    const lookup = await find('who', term);

    expect(apisOf(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
    expect(lookup.searched?.join(' ')).toContain('dave');
    expect(lookup.unknown).toBeUndefined();
    expect((await find('errors', term)).records.map(({ eventName }) => eventName)).toContain('GetUser');
  });

  it('dave, as AWS spells it, is asked for once and nothing more is said', async () => {
    expect((await find('who', 'dave')).searched).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('a name that only records know is found by reading, then asked for as they spell it', async () => {
    names = { ...names, people: [] };
    const lookup = await find('who', 'DAVE');

    expect(apisOf(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
    expect(lookup.searched).toEqual(['DAVE', 'dave']);
    expect(asked.map(({ attribute }) => attribute?.value)).toEqual(['DAVE', undefined, 'dave']);
  });

  it.each(['stopinstances', 'STOPINSTANCES', 'ec2:stopInstances'])('%s is the API StopInstances', async (term) => {
    const lookup = await find('event', term);

    expect(apisOf(lookup)).toEqual(new Set(['StopInstances']));
    expect(lookup.searched?.[0]).toMatch(/^(ec2:)?StopInstances$/);
  });

  it('an API that no rule knows is found by reading', async () => {
    names = { ...names, apis: () => Promise.resolve([]) };
    const lookup = await find('event', 'getuser');

    expect(apisOf(lookup)).toEqual(new Set(['GetUser']));
    expect(lookup.searched).toEqual(['getuser', 'GetUser']);
  });

  it.each([
    ['who', 'davee', 'dave'],
    ['errors', 'davee', 'dave'],
    ['event', 'StopInstance', 'StopInstances'],
  ] as const)(
    '/trail %s %s is no all-clear: nothing has the name, and the one that may be meant is offered',
    async (about, term, near) => {
      const lookup = await find(about, term);

      expect(lookup.records).toEqual([]);
      expect(lookup.unknown?.near).toContain(near);
      const said = JSON.stringify(lookupAnswer(lookup, { accountName: (id) => id }));
      expect(said).toContain('check the spelling');
      expect(said).not.toContain('Complete as far as');
    },
  );

  it.each([
    ['who', 'qqqqqqqq'],
    ['resource', 'web-99'],
    ['key', 'AKIAQQQQQQQQQQQQQQQQ'],
  ] as const)('/trail %s %s has nothing near, and says that nothing has the name', async (about, term) => {
    expect((await find(about, term)).unknown).toEqual({ near: [] });
  });

  it('somebody whom the policy knows and who has done nothing is not taken for a slip', async () => {
    const lookup = await find('who', 'Vic');

    expect(lookup).toMatchObject({ records: [], searched: ['Vic', 'vic'] });
    expect(lookup.unknown).toBeUndefined();
  });

  it('somebody of Slack whom the policy gives no principal is told of, not guessed', async () => {
    await expect(find('who', '<@U0NOBODY>')).rejects.toThrow(/does not say who U0NOBODY is in AWS/);
  });
});

it('refused calls of everybody leave out those of Trailbolt’s own roles, and count them', async () => {
  const { account } = world.aws.demo;
  const all = await find('errors', '');
  const [refused] = all.records;
  if (refused === undefined) throw new Error('nothing was refused');
  names = { ...names, ownRoles: [`arn:aws:iam::${account}:user/dave`] };

  const lookup = await find('errors', '');

  const others = all.records.filter(({ actor }) => actor.root.name !== 'dave');
  expect(lookup.records).toEqual(others);
  expect(lookup.ownLeftOut).toBe(all.records.length - others.length);
  expect(lookup.ownLeftOut).toBeGreaterThan(0);
  expect(JSON.stringify(lookupAnswer(lookup, { accountName: (id) => id }))).toContain("of Trailbolt's own roles");
  expect((await find('errors', 'dave')).records).not.toEqual([]);
});

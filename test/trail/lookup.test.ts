import { GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { Pacer } from '../../src/adapters/aws/pacer.ts';
import { createPolicySource } from '../../src/adapters/policy-source.ts';
import { summarise } from '../../src/alert/summarise.ts';
import type { Lookup, LookupKind } from '../../src/model/lookup.ts';
import type { GuardedAccount } from '../../src/model/policy.ts';
import type { TrailHistory, TrailQuery } from '../../src/ports/trail-source.ts';
import { visit } from '../../src/sandbox/scenarios/visitor.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { lookUp } from '../../src/trail/lookup.ts';
import { clients } from '../sandbox/aws/support.ts';
import { testLog as log } from '../support/test-log.ts';

const INTRUDER = '203.0.113.77';

let world: World;
let accounts: readonly GuardedAccount[];
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
    now: () => Date.now(),
  };
  const to = Date.now() + 1000;
  return lookUp(ports, { about, term, from: to - 3_600_000, to, accounts: [] }, accounts);
}

const names = ({ records }: Lookup): ReadonlySet<string> => new Set(records.map(({ eventName }) => eventName));

beforeAll(async () => {
  world = await createWorld({ aws: { lookupLagMs: 0, lookupsPerSecond: 1000 } });
  Object.assign(process.env, world.environment);
  const policy = createPolicySource(world.environment['TRAILBOLT_POLICY'] ?? '', log);
  ({ accounts } = await policy());
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
afterAll(() => world?.close());

describe('a lookup', () => {
  it('by address finds what was changed and what was read from there, and nobody else’s calls', async () => {
    const lookup = await find('ip', INTRUDER);

    expect(names(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
    expect(asked.map(({ attribute }) => attribute)).toEqual([{ key: 'ReadOnly', value: 'false' }, undefined]);
  });

  it.each(['StopInstances', 'ec2:StopInstances', 'ec2.amazonaws.com:StopInstances'])(
    'by API %s asks for it alone',
    async (term) => {
      const lookup = await find('event', term);

      expect(names(lookup)).toEqual(new Set(['StopInstances']));
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

    expect(names(await find('resource', instance))).toContain('StopInstances');
    expect(names(await find('resource', arn))).toContain('StopInstances');
    expect(names(await find('resource', arn.replace(account, '999988887777')))).toEqual(new Set());
  });

  it('by access key finds what was called with it', async () => {
    const lookup = await find('key', world.aws.demo.credentials.dave.accessKeyId);

    expect(names(lookup)).toEqual(new Set(['DescribeInstances', 'StopInstances', 'GetUser']));
  });

  it('of errors finds only what AWS refused, of everybody or of one', async () => {
    const everybody = await find('errors', '');
    const dave = await find('errors', 'dave');
    const ada = await find('errors', 'ada');

    for (const { records } of [everybody, dave])
      expect(records.every(({ errorCode }) => errorCode !== undefined)).toBe(true);
    expect(names(everybody)).toContain('GetUser');
    expect(names(dave)).toContain('GetUser');
    expect(ada.records.map(({ eventName }) => eventName)).not.toContain('GetUser');
  });

  it('of somebody reads everything only where asking for the name finds nothing', async () => {
    await find('who', 'dave');
    expect(asked.map(({ attribute }) => attribute?.key)).toEqual(['Username']);

    await find('who', 'nobody-of-that-name');
    expect(asked.map(({ attribute }) => attribute?.key)).toEqual(['Username', undefined]);
  });
});

import { DescribeInstancesCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { createTrailHistory } from '../../src/adapters/aws/lookup-events.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { askForNames, askToLookAround, lookAround, type LookAroundPorts } from '../../src/app/look-around.ts';
import { caseKey } from '../../src/cases/case-store.ts';
import { outboxPartition } from '../../src/cases/outbox.ts';
import { readActivity } from '../../src/enrich/activity.ts';
import type { Case } from '../../src/model/case.ts';
import type { Job } from '../../src/model/job.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Timers } from '../../src/ports/timers.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { policyOf } from '../approve/support.ts';
import { leakedKey } from '../blocks/samples.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';
import { clients } from '../sandbox/aws/support.ts';
import { testLog as log } from '../support/test-log.ts';

const ACCOUNT = '111122223333';

let aws: SandboxAws;
let store: Store;
let clock: ManualClock;
let timers: Timers;
let ports: LookAroundPorts;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  const { worker, dave } = aws.demo.credentials;
  Object.assign(process.env, aws.endpoints, {
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  const { ec2, iam } = clients(aws, dave);
  for (let i = 0; i < 3; i += 1) await ec2.send(new DescribeInstancesCommand({}));
  await ec2.send(new DescribeVolumesCommand({}));
  await iam.send(new ListUsersCommand({})).catch(() => undefined);
});
afterAll(() => aws.close());

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  store = memoryStore(clock);
  const jobs: Job[] = [];
  timers = createTimers({
    store,
    jobs: {
      send: (job) => Promise.resolve(void jobs.push(job)),
      deadLetter: () => Promise.resolve(),
      setAside: () => Promise.resolve(0),
    },
    clock,
    log,
  });
  const { read: readRole } = aws.demo.roles;
  const policy = policyOf({ accounts: [{ id: ACCOUNT, alias: 'prod', regions: ['us-east-1'], readRole }] });
  const reader = createAws({ accounts: (id) => Promise.resolve(policy.accounts.find((one) => one.id === id)) });
  ports = {
    store,
    clock,
    log,
    history: createTrailHistory({ aws: reader }),
    policy: () => Promise.resolve(policy),
  };
  await keep(leakedKey);
});

async function keep(it: Case): Promise<void> {
  await store.commit([{ kind: 'put', key: caseKey(it.id), value: it, if: 'any' }]);
}

async function cardsWaiting(): Promise<number> {
  return (await store.list(outboxPartition(leakedKey.channel))).items.length;
}

describe('what else the actor of a case does', () => {
  test('is counted from the event history, and the card is drawn anew', async () => {
    await lookAround(ports, leakedKey.id);

    expect(await readActivity(store, leakedKey.id)).toEqual({
      at: clock.now(),
      calls: 5,
      refused: 1,
      apis: [
        { name: 'DescribeInstances', calls: 3 },
        { name: 'DescribeVolumes', calls: 1 },
        { name: 'ListUsers', calls: 1 },
      ],
      others: 0,
    });
    expect(await cardsWaiting()).toBe(1);
  });

  test.each<[string, Partial<Case>]>([
    ['a closed case', { status: 'closed' }],
    ['a hidden one', { hidden: true }],
    ['an account that is not guarded', { account: '999988887777' }],
    ['an AWS service', { actor: { type: 'AWSService', root: { id: 'ec2.amazonaws.com', name: 'ec2.amazonaws.com' } } }],
    [
      'somebody whom the history does not know',
      { actor: { ...leakedKey.actor, root: { id: `arn:aws:iam::${ACCOUNT}:user/nobody`, name: 'nobody' } } },
    ],
  ])('is not counted of %s', async (_name, more) => {
    await keep({ ...leakedKey, ...more });

    await lookAround(ports, leakedKey.id);

    expect(await readActivity(store, leakedKey.id)).toBeUndefined();
    expect(await cardsWaiting()).toBe(0);
  });

  test('is counted ten times a minute in an account, and no more', async () => {
    const cases = Array.from({ length: 12 }, (_, index): Case => ({ ...leakedKey, id: `case-${index}` }));
    for (const it of cases) await keep(it);

    for (const it of cases) await lookAround(ports, it.id);

    const told = await Promise.all(cases.map((it) => readActivity(store, it.id)));
    expect(told.filter((activity) => activity !== undefined)).toHaveLength(10);
    clock.advance(60_000);
    await lookAround(ports, 'case-11');
    expect(await readActivity(store, 'case-11')).toBeDefined();
  });

  test('is asked for twice, with what its things are called, soon and when the history has caught up, however many alerts come', async () => {
    const due = async () => (await timers.due(clock.now() + 3_600_000, 50)).map(({ kind, dueAt }) => [kind, dueAt]);
    const start = clock.now();
    for (let i = 0; i < 5; i += 1) await askToLookAround({ store, timers, clock }, leakedKey.id);

    expect(await due()).toEqual([
      ['names', start + 2_000],
      ['look-around', start + 15_000],
      ['names', start + 30_000],
      ['look-around', start + 360_000],
    ]);
    // A case that has come to be about more is asked about at once.
    await askForNames({ store, timers, clock }, leakedKey.id);
    expect((await timers.due(clock.now(), 50)).map(({ kind, subject }) => [kind, subject])).toEqual([
      ['names', leakedKey.id],
    ]);
    for (const timer of await timers.due(clock.now(), 50)) await timers.done(timer);
    clock.advance(11 * 60_000);
    await askToLookAround({ store, timers, clock }, leakedKey.id);
    expect(await due()).toHaveLength(8);
  });
});

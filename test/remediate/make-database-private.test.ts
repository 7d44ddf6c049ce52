import { CreateDBInstanceCommand, DeleteDBInstanceCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { beforeEach, expect, test } from 'vitest';
import { makeDatabasePrivate } from '../../src/remediate/actions/make-database-private.ts';
import { actionScene } from './action-scene.ts';

const MOMENT = 60_000;
const scene = actionScene(makeDatabasePrivate);
const type = 'AWS::RDS::DBInstance';

let id: string;

async function create(DBInstanceIdentifier: string, PubliclyAccessible = true): Promise<void> {
  await scene.admin.rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'a-long-enough-one',
      PubliclyAccessible,
      Tags: [{ Key: 'team', Value: 'web' }],
    }),
  );
}

beforeEach(async () => {
  id = `orders-${crypto.randomUUID().slice(0, 8)}`;
  await create(id);
  scene.aws.control.advance(MOMENT);
});

async function isPublic(): Promise<boolean | undefined> {
  const found = await scene.admin.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
  return found.DBInstances?.[0]?.PubliclyAccessible;
}

test('a database loses its public address, waits until RDS is done, and gets it back by the undo', async () => {
  const planned = await scene.plan({ type, id });

  expect(planned).toMatchObject({
    arn: `arn:aws:rds:us-east-1:111122223333:db:${id}`,
    facts: ['public address', 'postgres', 'available', expect.stringMatching(/\.rds\.amazonaws\.com:5432$/)],
    tags: [{ key: 'team', value: 'web' }],
    warnings: [],
  });
  expect(makeDatabasePrivate.effects([planned])).toEqual([
    `${id} keeps a private address only: whoever connects from outside its network is cut off.`,
  ]);
  expect(await scene.act(planned)).toEqual({ result: 'private address', seen: 'pending: being modified' });
  scene.aws.control.advance(MOMENT);
  expect(await isPublic()).toBe(false);
  expect((await scene.plan({ type, id })).blocked).toBe('It has a private address already.');

  const back = await scene.planReverse(planned);
  expect(back.blocked).toBeUndefined();
  expect((await scene.act(back, 'reverse')).result).toBe('public address');
  scene.aws.control.advance(MOMENT);
  expect(await isPublic()).toBe(true);
});

test('one that is being made or changed is left until RDS is done with it', async () => {
  await create(`${id}-2`);

  expect((await scene.plan({ type, id: `${id}-2` })).blocked).toBe(
    'It is creating: RDS changes a database only while it is available.',
  );
});

test('another one of the same name is not undone', async () => {
  const planned = await scene.plan({ type, id });
  await scene.admin.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true }));
  scene.aws.control.advance(MOMENT);

  expect((await scene.plan({ type, id })).blocked).toBe('RDS does not know this database (any more).');
  await create(id, false);
  scene.aws.control.advance(MOMENT);
  expect((await scene.planReverse(planned)).blocked).toBe('It is another database of the same name.');
});

test('a name is found however it is written, and the right is asked for as RDS keeps it', async () => {
  const planned = await scene.plan({ type, id: id.toUpperCase() });

  expect(planned.arn).toBe(`arn:aws:rds:us-east-1:111122223333:db:${id}`);
  expect((await scene.act(planned)).result).toBe('private address');
});

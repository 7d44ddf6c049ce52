import {
  AddTagsToResourceCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds';
import { beforeEach, describe, expect, test } from 'vitest';
import { summarise } from '../../src/alert/summarise.ts';
import { unshareRdsSnapshot } from '../../src/remediate/actions/unshare-rds-snapshot.ts';
import { targetByHand } from '../../src/remediate/by-hand.ts';
import { newestRecord } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(unshareRdsSnapshot);
const type = 'AWS::RDS::DBSnapshotAttribute';

let name: string;

beforeEach(async () => {
  name = `orders-${crypto.randomUUID().slice(0, 8)}`;
  const { rds } = scene.admin;
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: name,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'mysql',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'a-long-enough-one',
    }),
  );
  scene.aws.control.advance(60_000);
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: name, DBSnapshotIdentifier: name }));
  scene.aws.control.advance(60_000);
});

async function share(...ValuesToAdd: string[]): Promise<void> {
  const restore = { DBSnapshotIdentifier: name, AttributeName: 'restore', ValuesToAdd };
  await scene.admin.rds.send(new ModifyDBSnapshotAttributeCommand(restore));
}

async function sharedWith(): Promise<readonly string[] | undefined> {
  const { DBSnapshotAttributesResult: result } = await scene.admin.rds.send(
    new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: name }),
  );
  return result?.DBSnapshotAttributes?.[0]?.AttributeValues;
}

test('what the record shared is taken back, and given again by the undo; nobody else is touched', async () => {
  await share('777788889999');
  await share('all', '444455556666');
  const { targets } = summarise(await newestRecord(scene.admin, 'ModifyDBSnapshotAttribute'));
  const made = targets.filter((target) => target.type === type);
  expect(made.map(({ id, name: words, created }) => [id, words, created])).toEqual([
    [`snapshot:${name}/all`, 'shared with everybody', true],
    [`snapshot:${name}/444455556666`, 'shared with 444455556666', true],
  ]);

  const [all] = made;
  const planned = await scene.plan(all ?? { type, id: '' });
  expect(unshareRdsSnapshot.effects([planned])).toEqual([
    `everybody may no longer copy database snapshot ${name} or restore it.`,
  ]);
  expect(await scene.act(planned)).toEqual({
    result: 'taken from everybody',
    seen: 'done: not shared with everybody',
  });
  expect(await sharedWith()).toEqual(['777788889999', '444455556666']);
  await scene.act(await scene.planReverse(planned), 'reverse');
  expect(await sharedWith()).toEqual(['777788889999', '444455556666', 'all']);
});

describe('the plan', () => {
  test('says what it is, who else has it, and its tags', async () => {
    await share('444455556666', 'all');
    const arn = `arn:aws:rds:us-east-1:111122223333:snapshot:${name}`;
    await scene.admin.rds.send(
      new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: 'trailbolt', Value: 'never' }] }),
    );

    expect(await scene.plan({ type, id: `snapshot:${name}/444455556666` })).toMatchObject({
      arn,
      name,
      facts: [
        `snapshot:${name}`,
        `of ${name}`,
        'mysql',
        expect.stringMatching(/^made \d{4}-\d\d-\d\d$/),
        'shared with account 444455556666',
        'shared with everybody as well',
      ],
      tags: [{ key: 'trailbolt', value: 'never' }],
      warnings: ['It is shared with everybody as well, which stays so.'],
    });
  });

  test('has nothing to do where it is not shared any more, or not there', async () => {
    expect((await scene.plan({ type, id: `snapshot:${name}/all` })).blocked).toBe(
      'It is not shared with everybody (any more).',
    );
    for (const id of ['snapshot:nobodys/all', 'cluster-snapshot:nobodys/all']) {
      expect((await scene.plan({ type, id })).blocked).toBe('RDS does not know this database snapshot (any more).');
    }
  });

  test('finds a name however it is written, and names what policies go by', async () => {
    await share('all');

    expect((await scene.plan({ type, id: `snapshot:${name.toUpperCase()}/all` })).arn).toBe(
      `arn:aws:rds:us-east-1:111122223333:snapshot:${name}`,
    );
  });
});

test.each([
  ['AWS::RDS::DBSnapshotAttribute', 'snapshot:orders-1/all', true],
  ['AWS::RDS::DBSnapshotAttribute', 'snapshot:orders-1/444455556666', true],
  ['AWS::RDS::DBClusterSnapshotAttribute', 'cluster-snapshot:shop-1/all', true],
  ['AWS::RDS::DBClusterSnapshotAttribute', 'snapshot:orders-1/all', false],
  ['AWS::RDS::DBSnapshotAttribute', 'snapshot:rds:orders-2026-03-01/all', false],
  ['AWS::RDS::DBSnapshotAttribute', 'snapshot:orders-1/everyone', false],
  ['AWS::RDS::DBSnapshotAttribute', 'snapshot:orders-*/all', false],
  ['AWS::RDS::DBSnapshot', 'orders-1', false],
])('on %s %s it is offered: %s', (of, id, offered) => {
  expect(unshareRdsSnapshot.appliesTo({ type: of, id, region: 'us-east-1' })).toBe(offered);
  if (!offered) return;
  expect(targetByHand(unshareRdsSnapshot, id, 'eu-west-1')).toEqual({ type: of, id, region: 'eu-west-1' });
});

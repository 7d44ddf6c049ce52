import { CreateDBInstanceCommand, ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { inspectorsFor } from '../../src/inspect/inspect-record.ts';
import { inspectors } from '../../src/inspect/inspectors/index.ts';
import type { RecordSummary } from '../../src/model/alert.ts';
import { ANYWHERE, inspectScene, remediesFor, tcp } from './inspect-scene.ts';

/** Databases stay in the making until a test lets it pass. */
const MOMENT = 60_000;

const scene = inspectScene(MOMENT);
const { newest, seenAfter, group } = scene;

describe('a database', () => {
  const mine: CreateDBInstanceCommandInput = {
    DBInstanceIdentifier: 'set below',
    DBInstanceClass: 'db.t4g.micro',
    Engine: 'postgres',
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: 'a-long-enough-one',
    StorageEncrypted: true,
  };

  async function create(more: Partial<CreateDBInstanceCommandInput>): Promise<RecordSummary> {
    const DBInstanceIdentifier = `Orders-${crypto.randomUUID().slice(0, 8)}`;
    await scene.admin.rds.send(new CreateDBInstanceCommand({ ...mine, DBInstanceIdentifier, ...more }));
    return newest('CreateDBInstance');
  }

  it('that is public behind a group which lets anybody in at its port is found, made or not', async () => {
    const open = await group(tcp(5432, ANYWHERE));
    const record = await create({ VpcSecurityGroupIds: [open] });
    const before = await seenAfter(record);
    const id = record.targets.find(({ created }) => created === true)?.id ?? '';
    scene.aws.control.advance(MOMENT);

    expect(id).toMatch(/^orders-/);
    // One database, though the request wrote its name otherwise.
    expect(before).toEqual({
      'database-reachable': [`Once it is made, port 5432 can be reached from anywhere (${open}).`],
    });
    expect(await seenAfter(record)).toEqual({
      'database-reachable': [
        expect.stringMatching(
          new RegExp(
            `^At ${id}\\.\\S+\\.rds\\.amazonaws\\.com, port 5432 can be reached from anywhere \\(${open}\\)\\.$`,
          ),
        ),
      ],
    });
  });

  it.each<[string, object, Partial<CreateDBInstanceCommandInput>]>([
    ['behind a group that opens another port', tcp(22, ANYWHERE), {}],
    ['behind a group that opens its port to some', tcp(5432, { IpRanges: [{ CidrIp: '10.0.0.0/8' }] }), {}],
    ['at another port than the group opens', tcp(5432, ANYWHERE), { Port: 6000 }],
    ['with a private address', tcp(5432, ANYWHERE), { PubliclyAccessible: false }],
  ])('%s is not found', async (_what, rule, more) => {
    expect(await seenAfter(await create({ VpcSecurityGroupIds: [await group(rule)], ...more }))).toEqual({});
  });

  it('at a port of its own is found where the group opens that', async () => {
    const open = await group({ IpProtocol: 'tcp', FromPort: 5999, ToPort: 6001, ...ANYWHERE });
    const seen = await seenAfter(await create({ VpcSecurityGroupIds: [open], Port: 6000 }));

    expect(seen['database-reachable']).toEqual([`Once it is made, port 6000 can be reached from anywhere (${open}).`]);
  });

  it('is found when it is made public, and leads to the remedy', async () => {
    const VpcSecurityGroupIds = [await group({ IpProtocol: '-1', ...ANYWHERE })];
    const made = await create({ PubliclyAccessible: false, VpcSecurityGroupIds });
    const DBInstanceIdentifier = made.targets[0]?.id ?? '';
    scene.aws.control.advance(MOMENT);
    await scene.admin.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, PubliclyAccessible: true }));
    const record = await newest('ModifyDBInstance');

    expect((await seenAfter(record))['database-reachable']).toHaveLength(1);
    expect(remediesFor(record)).toContain(`make-database-private ${DBInstanceIdentifier}`);
  });

  it('that is not encrypted says so once, when it is made', async () => {
    const record = await create({ StorageEncrypted: false, PubliclyAccessible: false });

    expect(await seenAfter(record)).toEqual({
      'database-unencrypted': ['Its storage of 20 GiB (postgres) is not encrypted.'],
    });
    expect(inspectorsFor(inspectors, { ...record, eventName: 'ModifyDBInstance' }).map(({ rule }) => rule.id)).toEqual([
      'database-reachable',
    ]);
  });
});

import { CreateTagsCommand, RunInstancesCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { nameThings, type NamePorts } from '../../src/app/name-things.ts';
import { caseKey } from '../../src/cases/case-store.ts';
import { outboxPartition } from '../../src/cases/outbox.ts';
import { keptNames } from '../../src/enrich/names/kept-names.ts';
import type { Case, CaseTarget } from '../../src/model/case.ts';
import type { Aws } from '../../src/ports/aws.ts';
import type { Store } from '../../src/ports/store.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { policyOf } from '../approve/support.ts';
import { leakedKey } from '../blocks/samples.ts';
import { ManualClock, memoryStore } from '../cases/support.ts';
import { clients } from '../sandbox/aws/support.ts';
import { testLog } from '../support/test-log.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const TOKEN = 'xoxb-123456789012-1234567890123-abcdefABCDEFabcdefABCDEF';

let aws: SandboxAws;
let store: Store;
let clock: ManualClock;
let ports: NamePorts;
let warned: string[];
const ids = { instance: '', volume: '', group: '', key: '', accessKey: '', role: '', user: '' };

beforeAll(async () => {
  aws = await createSandboxAws();
  const { worker, admin } = aws.demo.credentials;
  Object.assign(process.env, aws.endpoints, {
    AWS_ACCESS_KEY_ID: worker.accessKeyId,
    AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
  });
  const { ec2, iam, kms } = clients(aws, admin);
  const launch = await ec2.send(
    new RunInstancesCommand({
      ImageId: aws.demo.imageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web <!channel>' }] }],
    }),
  );
  ids.instance = launch.Instances?.[0]?.InstanceId ?? '';
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({}));
  ids.group = groups.SecurityGroups?.find(({ GroupName }) => GroupName === 'default')?.GroupId ?? '';
  await ec2.send(new CreateTagsCommand({ Resources: [ids.group], Tags: [{ Key: 'Name', Value: 'not this' }] }));
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
  ids.key = key?.KeyId ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/payments', TargetKeyId: ids.key }));
  const user = await iam.send(new CreateUserCommand({ UserName: 'support-tools' }));
  ids.user = user.User?.UserId ?? '';
  const made = await iam.send(new CreateAccessKeyCommand({ UserName: 'support-tools' }));
  ids.accessKey = made.AccessKey?.AccessKeyId ?? '';
  const role = await iam.send(new GetRoleCommand({ RoleName: aws.demo.roles.read.split('/').at(-1) ?? '' }));
  ids.role = role.Role?.RoleId ?? '';
});
afterAll(() => aws.close());

beforeEach(async () => {
  clock = new ManualClock(Date.now());
  store = memoryStore(clock);
  warned = [];
  const { read: readRole } = aws.demo.roles;
  const policy = policyOf({ accounts: [{ id: ACCOUNT, alias: 'prod', regions: [REGION], readRole }] });
  ports = {
    store,
    clock,
    log: { ...testLog, warn: (event, fields) => void warned.push(`${event} ${JSON.stringify(fields)}`) },
    aws: createAws({ accounts: (id) => Promise.resolve(policy.accounts.find((one) => one.id === id)) }),
    policy: () => Promise.resolve(policy),
  };
});

function target(type: string, id: string): CaseTarget {
  return { type, id, region: REGION };
}

async function keep(targets: readonly CaseTarget[], more: Partial<Case> = {}): Promise<void> {
  const it: Case = { ...leakedKey, targets, ...more };
  await store.commit([{ kind: 'put', key: caseKey(it.id), value: it, if: 'any' }]);
}

async function cardsWaiting(): Promise<number> {
  return (await store.list(outboxPartition(leakedKey.channel))).items.length;
}

describe('what the things on a card are called', () => {
  test('is read from AWS with the reading role, and the card is drawn anew', async () => {
    await keep([
      target('AWS::EC2::Instance', ids.instance),
      target('AWS::EC2::Instance', 'i-0123456789abcdef0'),
      target('AWS::EC2::SecurityGroup', ids.group),
      target('AWS::KMS::Key', '00000000-0000-0000-0000-000000000000'),
      target('AWS::KMS::Key', ids.key),
      target('AWS::IAM::AccessKey', ids.accessKey),
      target('AWS::S3::Bucket', 'reports'),
    ]);

    await nameThings(ports, leakedKey.id);

    expect(await keptNames(store, leakedKey.id)).toEqual({
      [`AWS::EC2::Instance ${ids.instance}`]: 'web <!channel>',
      [`AWS::EC2::SecurityGroup ${ids.group}`]: 'default',
      [`AWS::KMS::Key ${ids.key}`]: 'alias/payments',
      [`AWS::IAM::AccessKey ${ids.accessKey}`]: 'support-tools',
    });
    expect(await cardsWaiting()).toBe(1);
    expect(warned).toEqual([]);
  });

  test('is read of a user or role of which only the unique id is known', async () => {
    for (const [id, name] of [
      [ids.role, aws.demo.roles.read.split('/').at(-1)],
      [ids.user, 'support-tools'],
    ] as const) {
      await keep([], { id, actor: { type: 'Unknown', root: { id: `principal:${id}`, name: id } } });

      await nameThings(ports, id);

      expect(await keptNames(store, id)).toEqual({ [`AWS::IAM::Principal ${id}`]: name });
    }
  });

  test('is read once, and again only of what had no name yet', async () => {
    let readers = 0;
    const counted: Aws = {
      reader: (...asked) => {
        readers += 1;
        return ports.aws.reader(...asked);
      },
      actor: (grant) => ports.aws.actor(grant),
    };
    await keep([target('AWS::EC2::Instance', ids.instance)]);

    await nameThings({ ...ports, aws: counted }, leakedKey.id);
    await nameThings({ ...ports, aws: counted }, leakedKey.id);

    expect(readers).toBe(1);
  });

  test('keeps no secret and no flood that somebody put into a name', async () => {
    const { ec2 } = clients(aws, aws.demo.credentials.admin);
    const name = `${TOKEN} ${'x'.repeat(180)}`;
    await ec2.send(new CreateTagsCommand({ Resources: [ids.instance], Tags: [{ Key: 'Name', Value: name }] }));
    await keep([target('AWS::EC2::Instance', ids.instance)]);

    await nameThings(ports, leakedKey.id);

    const [kept = ''] = Object.values(await keptNames(store, leakedKey.id));
    expect(kept).not.toContain(TOKEN.slice(0, 20));
    expect(kept.length).toBeLessThan(100);
  });

  test('is left out where it cannot be read, and the log says why', async () => {
    const readRole = `arn:aws:iam::${ACCOUNT}:role/nobody`;
    const policy = policyOf({ accounts: [{ id: ACCOUNT, alias: 'prod', regions: [REGION], readRole }] });
    const accounts = () => Promise.resolve(policy.accounts[0]);
    await keep([target('AWS::EC2::Instance', ids.instance), target('AWS::KMS::Key', ids.key)]);

    await nameThings({ ...ports, aws: createAws({ accounts }) }, leakedKey.id);

    expect(await keptNames(store, leakedKey.id)).toEqual({});
    expect(await cardsWaiting()).toBe(0);
    expect(warned).toEqual([
      expect.stringMatching(/^names\.not-read .*AWS::EC2::Instance/),
      expect.stringMatching(/^names\.not-read .*AWS::KMS::Key/),
    ]);
  });

  test.each<[string, Partial<Case>]>([
    ['a closed case', { status: 'closed' }],
    ['a hidden one', { hidden: true }],
    ['an account that is not guarded', { account: '999988887777' }],
    [
      'a Region that is none',
      { targets: [{ type: 'AWS::EC2::Instance', id: 'i-0123456789abcdef0', region: 'evil.example/' }] },
    ],
    ['an id that is none', { targets: [target('AWS::EC2::Instance', 'i-0 <!channel>')] }],
  ])('is not asked of %s', async (_name, more) => {
    const asked: string[] = [];
    const refusing: Aws = {
      reader: (account) => {
        asked.push(account);
        return ports.aws.reader(account, REGION, []);
      },
      actor: (grant) => ports.aws.actor(grant),
    };
    await keep([target('AWS::EC2::Instance', ids.instance)], more);

    await nameThings({ ...ports, aws: refusing }, leakedKey.id);

    expect(asked).toEqual([]);
  });

  test('is read ten times a minute in an account, and no more', async () => {
    await keep([target('AWS::EC2::Instance', 'i-0123456789abcdef0')]);
    const asked: string[] = [];
    const counting: Aws = {
      reader: (...all) => {
        asked.push(all[0]);
        return ports.aws.reader(...all);
      },
      actor: (grant) => ports.aws.actor(grant),
    };

    for (let look = 0; look < 12; look += 1) await nameThings({ ...ports, aws: counting }, leakedKey.id);

    expect(asked).toHaveLength(10);
  });
});

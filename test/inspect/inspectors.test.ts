import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it, test } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import type { RecordSummary } from '../../src/model/alert.ts';
import { inspectorsFor, inspectRecord } from '../../src/inspect/inspect-record.ts';
import { inspectors } from '../../src/inspect/inspectors/index.ts';
import { createSandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients } from '../sandbox/aws/support.ts';
import { eventually } from '../support/eventually.ts';
import { testLog as log } from '../support/test-log.ts';
import { ANYWHERE, inspectScene, tcp } from './inspect-scene.ts';

const scene = inspectScene();
const { newest, seenAfter, group } = scene;

async function launch(more: Partial<RunInstancesCommandInput> = {}): Promise<RecordSummary> {
  await scene.admin.ec2.send(
    new RunInstancesCommand({
      ImageId: scene.aws.demo.imageId,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
      ...more,
    }),
  );
  return newest('RunInstances');
}

describe('an instance that is launched', () => {
  it('behind groups that let nobody in from anywhere is nobody’s finding of reach', async () => {
    const inside = await group(tcp(22, { IpRanges: [{ CidrIp: '10.0.0.0/8' }] }), tcp(443, ANYWHERE));
    const seen = await seenAfter(await launch({ SecurityGroupIds: [inside] }));

    expect(Object.keys(seen)).not.toContain('instance-reachable-for-admin');
  });

  it.each([
    ['SSH from every IPv4 address', tcp(22, ANYWHERE), 'port 22 (SSH)'],
    ['RDP from every IPv6 address', tcp(3389, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }), 'port 3389 (RDP)'],
    ['everything', { IpProtocol: '-1', ...ANYWHERE }, 'every port'],
    [
      'a range of ports around one',
      { IpProtocol: 'tcp', FromPort: 3300, ToPort: 3400, ...ANYWHERE },
      'port 3306 (MySQL), port 3389 (RDP)',
    ],
  ])('behind a group that lets in %s is reachable for administration', async (_what, rule, ports) => {
    const open = await group(rule);
    const record = await launch({ SecurityGroupIds: [open] });
    const { 'instance-reachable-for-admin': seen } = await seenAfter(record);

    expect(seen).toEqual([
      expect.stringMatching(new RegExp(`^At [0-9.]+, ${ports.replaceAll(/[()]/g, '\\$&')} can be reached`)),
    ]);
    expect(seen?.[0]).toContain(open);
  });

  it('with a role and metadata without tokens gives its credentials away', async () => {
    const open = { HttpTokens: 'optional', HttpEndpoint: 'enabled' } as const;
    const profile = { IamInstanceProfile: { Name: 'web-server' } };
    const seen = await seenAfter(await launch({ ...profile, MetadataOptions: open }));
    const closed = await seenAfter(await launch({ ...profile, MetadataOptions: { HttpTokens: 'required' } }));
    const bare = await seenAfter(await launch({ MetadataOptions: open }));

    expect(seen['instance-serves-metadata-v1']).toEqual([
      'Credentials of instance profile web-server are served without a token.',
    ]);
    expect(closed['instance-serves-metadata-v1']).toBeUndefined();
    expect(bare['instance-serves-metadata-v1']).toBeUndefined();
  });

  it('that is changed to serve metadata without tokens is found then', async () => {
    const record = await launch({
      IamInstanceProfile: { Name: 'web-server' },
      MetadataOptions: { HttpTokens: 'required' },
    });
    const [instance] = record.targets;
    await eventually(async () =>
      scene.admin.ec2.send(
        new ModifyInstanceMetadataOptionsCommand({ InstanceId: instance?.id, HttpTokens: 'optional' }),
      ),
    );
    const seen = await seenAfter(await newest('ModifyInstanceMetadataOptions'));

    expect(seen['instance-serves-metadata-v1']).toHaveLength(1);
  });

  it('with a public address and a role for everything is found only with such a role', async () => {
    const profile = { IamInstanceProfile: { Name: 'web-server' } };
    const before = await seenAfter(await launch(profile));
    await scene.admin.iam.send(
      new AttachRolePolicyCommand({
        RoleName: 'web-server',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    );
    const after = await seenAfter(await launch(profile));

    expect(before['public-instance-with-admin-role']).toBeUndefined();
    expect(after['public-instance-with-admin-role']).toEqual([
      expect.stringMatching(/^At [0-9.]+, with role web-server, which has AdministratorAccess\.$/),
    ]);
  });

  it('from an image of an account that nobody knows is found, and not where the policy knows it', async () => {
    const record = await launch({ ImageId: 'ami-0d4e5f60718293a4b' });

    expect((await seenAfter(record))['instance-from-unknown-image']).toEqual([
      'Its image ami-0d4e5f60718293a4b belongs to account 222233334444.',
    ]);
    expect(await seenAfter(record, ['222233334444'])).not.toHaveProperty('instance-from-unknown-image');
    expect(await seenAfter(await launch())).not.toHaveProperty('instance-from-unknown-image');
  });

  it('with a disk that is not encrypted says which', async () => {
    const record = await launch();
    const { 'instance-volume-unencrypted': seen } = await seenAfter(record);

    expect(seen).toEqual([expect.stringMatching(/^Its volume vol-[0-9a-f]+ of \d+ GiB is not encrypted\.$/)]);
    expect(record.targets[0]?.created).toBe(true);
  });

  it('and is still starting is waited for, not judged', async () => {
    const slow = await createSandboxAws({ transitionMs: 60_000, lookupLagMs: 0, lookupsPerSecond: 1000 });
    try {
      const there = clients(slow, slow.demo.credentials.admin);
      const { Instances = [] } = await there.ec2.send(
        new RunInstancesCommand({ ImageId: slow.demo.imageId, InstanceType: 't3.small', MinCount: 1, MaxCount: 1 }),
      );
      const record = {
        ...(await launch()),
        targets: [{ type: 'AWS::EC2::Instance', id: Instances[0]?.InstanceId ?? '', created: true }],
      };
      const { worker } = slow.demo.credentials;
      const before = { ...process.env };
      Object.assign(process.env, slow.endpoints, {
        AWS_ACCESS_KEY_ID: worker.accessKeyId,
        AWS_SECRET_ACCESS_KEY: worker.secretAccessKey,
      });
      const ports = { aws: createAws({ accounts: () => Promise.resolve({ readRole: slow.demo.roles.read }) }), log };
      const seen = await inspectRecord(ports, inspectorsFor(inspectors, record), record, { accounts: [] });
      Object.assign(process.env, before);

      expect(seen.every((one) => one.settling)).toBe(true);
    } finally {
      await slow.close();
    }
  });

  it('claims nothing of one that is gone again', async () => {
    const record = await launch();
    const gone = { ...record, targets: [{ type: 'AWS::EC2::Instance', id: 'i-0123456789abcdef0', created: true }] };
    const ports = { aws: createAws({ accounts: () => Promise.resolve({ readRole: scene.aws.demo.roles.read }) }), log };
    const seen = await inspectRecord(ports, inspectors, gone, { accounts: [] });

    expect(seen.flatMap((one) => one.findings)).toEqual([]);
  });
});

describe('a security group that is opened', () => {
  it('is a finding where something with a public address uses it, and only there', async () => {
    const [used, unused] = [await group(tcp(443, ANYWHERE)), await group(tcp(443, ANYWHERE))];
    await seenAfter(await launch({ SecurityGroupIds: [used] }));
    const open = async (GroupId: string) => {
      await scene.admin.ec2.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [tcp(22, ANYWHERE)] }),
      );
      return seenAfter(await newest('AuthorizeSecurityGroupIngress'));
    };

    expect((await open(used))['group-in-use-opened']).toEqual([
      expect.stringMatching(/^Port 22 \(SSH\) can be reached from anywhere at [0-9.]+\.$/),
    ]);
    expect(await open(unused)).toEqual({});
  });
});

describe('what an inspector may do', () => {
  it('is to look after successful calls that it names', () => {
    const call = { eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' };

    expect(inspectorsFor(inspectors, call).length).toBeGreaterThan(3);
    expect(inspectorsFor(inspectors, { ...call, errorCode: 'Client.UnauthorizedOperation' })).toEqual([]);
    expect(inspectorsFor(inspectors, { ...call, eventName: 'DescribeInstances' })).toEqual([]);
  });

  it('is to read, and nothing else', () => {
    const declared = inspectors.flatMap(({ permissions }) => permissions.read);

    expect(declared.filter((permission) => !/:(Describe|Get|List)/.test(permission))).toEqual([]);
  });

  it('says what it was refused, and lets the others look', async () => {
    const record = await launch({ SecurityGroupIds: [await group(tcp(22, ANYWHERE))] });
    await seenAfter(record);
    const ports = { aws: createAws({ accounts: () => Promise.resolve({ readRole: scene.aws.demo.roles.read }) }), log };
    scene.aws.control.faults.fail('ec2:DescribeSecurityGroups', 1, { code: 'UnauthorizedOperation', status: 403 });
    const seen = await inspectRecord(ports, inspectorsFor(inspectors, record), record, { accounts: [] });

    expect(seen.filter((one) => one.refused !== undefined).length).toBe(1);
    expect(seen.length).toBeGreaterThan(3);
  });
});

test('the list names every file once, each file by its id', () => {
  const files = readdirSync(join(import.meta.dirname, '..', '..', 'src', 'inspect', 'inspectors'))
    .map((file) => basename(file, '.ts'))
    .filter((name) => name !== 'index');

  expect(inspectors.map(({ rule }) => rule.id).toSorted()).toEqual(files.toSorted());
});

import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal, stateOf, until } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let ec2: Clients['ec2'];

beforeEach(async () => {
  aws = await createSandboxAws({
    transitionMs: 60_000,
    vcpuQuotas: { standard: 64, p: 64 },
    instancesPerType: { 'c5.large': 2 },
  });
  ec2 = clients(aws, aws.demo.credentials.admin).ec2;
});

afterEach(() => aws.close());

function run(input: Partial<RunInstancesCommandInput> = {}) {
  return ec2.send(
    new RunInstancesCommand({
      ImageId: aws.demo.imageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      ...input,
    }),
  );
}

async function launched(input: Partial<RunInstancesCommandInput> = {}): Promise<string[]> {
  const { Instances = [] } = await run(input);
  return Instances.map((instance) => instance.InstanceId ?? '');
}

describe('RunInstances', () => {
  test('starts what was asked for, pending and then running', async () => {
    const { Instances, ReservationId, OwnerId } = await run({
      MaxCount: 2,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'batch' }] }],
      IamInstanceProfile: { Name: 'web-server' },
      Placement: { AvailabilityZone: 'us-east-1b' },
    });

    expect(ReservationId).toMatch(/^r-[0-9a-f]{17}$/);
    expect(OwnerId).toBe('111122223333');
    expect(Instances).toHaveLength(2);
    expect(Instances?.[0]).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      State: { Code: 0, Name: 'pending' },
      StateReason: { Code: 'pending', Message: 'pending' },
      InstanceType: 't3.micro',
      AmiLaunchIndex: 0,
      Placement: { AvailabilityZone: 'us-east-1b' },
      Tags: [{ Key: 'Name', Value: 'batch' }],
      IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/web-server' },
      SecurityGroups: [{ GroupName: 'default' }],
    });
    expect(Instances?.[0]?.PublicIpAddress).toBeUndefined();

    aws.control.advance(60_000);

    const id = Instances?.[0]?.InstanceId ?? '';
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Code: 16, Name: 'running' },
      PublicIpAddress: expect.stringMatching(/^198\.51\.100\./),
    });
  });

  test('gives the same instances for the same client token, and refuses it for other ones', async () => {
    const first = await launched({ ClientToken: 'once' });

    expect(await launched({ ClientToken: 'once' })).toEqual(first);
    expect(await refusal(run({ ClientToken: 'once', MaxCount: 2 }))).toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
    expect(aws.snapshot().instances.filter((one) => one.type === 't3.micro')).toHaveLength(1);
  });

  test('starts as many as the quota allows, and none below the least', async () => {
    // 64 vCPUs for this family; two p3.8xlarge take them all.
    expect(await refusal(run({ InstanceType: 'p3.8xlarge', MinCount: 3, MaxCount: 3 }))).toMatchObject({
      code: 'VcpuLimitExceeded',
      message: expect.stringContaining('your current vCPU limit of 64 allows'),
    });
    expect(aws.snapshot().instances.filter((one) => one.type === 'p3.8xlarge')).toHaveLength(0);

    expect(await launched({ InstanceType: 'p3.8xlarge', MinCount: 1, MaxCount: 6 })).toHaveLength(2);
    expect((await refusal(run({ InstanceType: 'p2.xlarge' }))).code).toBe('VcpuLimitExceeded');
  });

  test('knows the older limit on instances of a type', async () => {
    expect(await refusal(run({ InstanceType: 'c5.large', MinCount: 3, MaxCount: 3 }))).toMatchObject({
      code: 'InstanceLimitExceeded',
      message: expect.stringContaining('more instances (3) than your current instance limit of 2'),
    });
    expect(await launched({ InstanceType: 'c5.large', MinCount: 1, MaxCount: 3 })).toHaveLength(2);
  });

  test('a dry run starts nothing', async () => {
    expect(await refusal(run({ DryRun: true }))).toMatchObject({
      code: 'DryRunOperation',
      status: 412,
      message: 'Request would have succeeded, but DryRun flag is set.',
    });
    expect(aws.snapshot().instances.some((one) => one.type === 't3.micro')).toBe(false);
  });

  test.each([
    [{ ImageId: 'ami-0123456789abcdef0' }, 'InvalidAMIID.NotFound'],
    [{ ImageId: 'image' }, 'InvalidAMIID.Malformed'],
    [{ ImageId: undefined }, 'MissingParameter'],
    [{ InstanceType: 'x99.huge' as never }, 'InvalidParameterValue'],
    [{ MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
    [{ MinCount: 0, MaxCount: 1 }, 'InvalidParameterValue'],
    [{ MinCount: undefined }, 'MissingParameter'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound'],
    [{ Placement: { AvailabilityZone: 'us-east-1z' } }, 'InvalidParameterValue'],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidGroup.NotFound'],
    [{ IamInstanceProfile: { Name: 'nobody' } }, 'InvalidParameterValue'],
    [{ UserData: 'not base64!' }, 'InvalidUserData.Malformed'],
    [{ UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
    [
      { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'a' }, { Key: 'a' }] }] },
      'InvalidParameterValue',
    ],
    [
      { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'aws:x', Value: 'y' }] }] },
      'InvalidParameterValue',
    ],
    [{ KeyName: 'ssh' }, 'UnsupportedOperation'],
  ])('refuses %j with %s', async (input, code) => {
    expect((await refusal(run(input as Partial<RunInstancesCommandInput>))).code).toBe(code);
  });
});

const terminate = (...ids: string[]) => ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));

describe('TerminateInstances', () => {
  test('shuts down, ends, stays visible for an hour and is gone then', async () => {
    const [id = ''] = await launched();

    const { TerminatingInstances } = await terminate(id);

    expect(TerminatingInstances).toEqual([
      {
        InstanceId: id,
        CurrentState: { Code: 32, Name: 'shutting-down' },
        PreviousState: { Code: 0, Name: 'pending' },
      },
    ]);
    aws.control.advance(60_000);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: expect.stringMatching(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/),
      BlockDeviceMappings: [],
    });
    aws.control.advance(59 * 60_000);
    expect(stateOf(aws, id)).toBe('terminated');
    aws.control.advance(60_000);
    expect((await refusal(terminate(id))).code).toBe('InvalidInstanceID.NotFound');
  });

  test('succeeds again on what is terminated already', async () => {
    const [id = ''] = await launched();
    await terminate(id);
    aws.control.advance(60_000);

    const { TerminatingInstances } = await terminate(id);

    expect(TerminatingInstances?.[0]).toMatchObject({
      CurrentState: { Name: 'terminated' },
      PreviousState: { Name: 'terminated' },
    });
  });

  test('does nothing at all where one id is wrong', async () => {
    const [id = ''] = await launched();

    expect(await refusal(terminate(id, 'i-0123456789abcdef0'))).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-0123456789abcdef0' does not exist",
    });
    expect(await refusal(terminate(id, 'web-1'))).toMatchObject({
      code: 'InvalidInstanceID.Malformed',
      message: 'Invalid id: "web-1"',
    });
    expect(await refusal(terminate('i-0123456789abcdef0', 'i-0123456789abcdef1'))).toMatchObject({
      message: "The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
    });
    expect(stateOf(aws, id)).toBe('pending');
  });

  test('fails on a protected instance and spares those of its zone only', async () => {
    const [a1 = '', a2 = ''] = await launched({ MaxCount: 2, Placement: { AvailabilityZone: 'us-east-1a' } });
    const [c = ''] = await launched({ Placement: { AvailabilityZone: 'us-east-1c' } });
    const { db1 } = aws.demo.instances; // protected, in us-east-1c

    expect(await refusal(terminate(a1, a2, db1, c))).toMatchObject({
      code: 'OperationNotPermitted',
      message: `The instance '${db1}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    });

    expect([a1, a2, db1, c].map((id) => stateOf(aws, id))).toEqual([
      'shutting-down',
      'shutting-down',
      'running',
      'pending',
    ]);
  });

  test('an instance in another Region is not there', async () => {
    const [id = ''] = await launched();
    const elsewhere = clients(aws, aws.demo.credentials.admin, 'eu-central-1').ec2;

    expect((await refusal(elsewhere.send(new TerminateInstancesCommand({ InstanceIds: [id] })))).code).toBe(
      'InvalidInstanceID.NotFound',
    );
  });

  test('takes the volumes along that were to go with it', async () => {
    const [id = ''] = await launched({
      BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 100, DeleteOnTermination: false } }],
    });
    const volumes = async () => {
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({}));
      return Volumes.filter((volume) => volume.Size === 100 || volume.Attachments?.[0]?.InstanceId === id);
    };
    expect(await volumes()).toHaveLength(2);

    await terminate(id);
    aws.control.advance(60_000);

    expect(await volumes()).toMatchObject([{ Size: 100, State: 'available', Attachments: [] }]);
  });
});

describe('stopping and starting', () => {
  test('goes through the states and refuses the wrong ones', async () => {
    const { web1 } = aws.demo.instances;
    const ids = { InstanceIds: [web1] };

    const { StoppingInstances } = await ec2.send(new StopInstancesCommand(ids));
    expect(StoppingInstances?.[0]).toMatchObject({
      CurrentState: { Code: 64, Name: 'stopping' },
      PreviousState: { Code: 16, Name: 'running' },
    });
    expect((await refusal(ec2.send(new StartInstancesCommand(ids)))).code).toBe('IncorrectInstanceState');

    aws.control.advance(60_000);
    expect(stateOf(aws, web1)).toBe('stopped');
    const { StartingInstances } = await ec2.send(new StartInstancesCommand(ids));
    expect(StartingInstances?.[0]?.CurrentState?.Name).toBe('pending');
    expect((await refusal(ec2.send(new StopInstancesCommand(ids)))).code).toBe('IncorrectInstanceState');
  });

  test('a stop-protected instance stays', async () => {
    const [id = ''] = await launched({ DisableApiStop: true });
    aws.control.advance(60_000);

    expect((await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: [id] })))).code).toBe(
      'OperationNotPermitted',
    );
  });
});

const attribute = (InstanceId: string, Attribute: 'disableApiTermination' | 'userData' | 'groupSet') =>
  ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));

describe('attributes', () => {
  test('termination protection is read and lifted', async () => {
    const { db1 } = aws.demo.instances;
    expect((await attribute(db1, 'disableApiTermination')).DisableApiTermination).toEqual({ Value: true });

    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: db1, DisableApiTermination: { Value: false } }));

    expect((await attribute(db1, 'disableApiTermination')).DisableApiTermination).toEqual({ Value: false });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [db1] }));
    expect(stateOf(aws, db1)).toBe('shutting-down');
  });

  test('user data can be read, and changed while stopped', async () => {
    const [id = ''] = await launched({ UserData: Buffer.from('#!/bin/sh').toString('base64') });
    const change = () =>
      ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, UserData: { Value: Buffer.from('other') } }));

    expect(Buffer.from((await attribute(id, 'userData')).UserData?.Value ?? '', 'base64').toString()).toBe('#!/bin/sh');
    expect((await refusal(change())).code).toBe('IncorrectInstanceState');

    aws.control.advance(60_000);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    aws.control.advance(60_000);
    await change();
    expect(Buffer.from((await attribute(id, 'userData')).UserData?.Value ?? '', 'base64').toString()).toBe('other');
  });

  test('one change a call, of attributes that exist', async () => {
    const { web1 } = aws.demo.instances;
    const both = { InstanceId: web1, DisableApiStop: { Value: true }, DisableApiTermination: { Value: true } };

    expect((await refusal(ec2.send(new ModifyInstanceAttributeCommand(both)))).code).toBe(
      'InvalidParameterCombination',
    );
    expect((await refusal(ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: web1 })))).code).toBe(
      'InvalidParameterCombination',
    );
    expect((await refusal(attribute('i-0123456789abcdef0', 'groupSet'))).code).toBe('InvalidInstanceID.NotFound');
  });
});

describe('DescribeInstances', () => {
  test('filters by state, type, tag and wildcard', async () => {
    const names = async (Filters: { Name: string; Values: string[] }[]) => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
      return Reservations.flatMap((one) => one.Instances ?? [])
        .map((instance) => instance.Tags?.find((tag) => tag.Key === 'Name')?.Value ?? '')
        .toSorted();
    };

    expect(await names([{ Name: 'tag:Name', Values: ['web-*'] }])).toEqual(['web-1', 'web-2']);
    expect(await names([{ Name: 'instance-type', Values: ['r5.large', 'm5.large'] }])).toEqual(['api', 'db-1']);
    expect(
      await names([
        { Name: 'tag-key', Values: ['aws:autoscaling:groupName'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ]),
    ).toEqual(['api']);
    expect(await names([{ Name: 'instance-state-name', Values: ['stopped'] }])).toEqual([]);
    expect(
      await refusal(ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }))),
    ).toMatchObject({
      code: 'InvalidParameterValue',
      message: "The filter 'colour' is invalid",
    });
  });

  test('pages through all, five at least at a time', async () => {
    await launched({ MaxCount: 8 });
    const pages: number[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {})) {
      pages.push(Reservations.reduce((sum, one) => sum + (one.Instances?.length ?? 0), 0));
    }

    expect(pages).toEqual([5, 5, 2]);
    expect((await refusal(ec2.send(new DescribeInstancesCommand({ MaxResults: 4 })))).code).toBe(
      'InvalidParameterValue',
    );
    expect((await refusal(ec2.send(new DescribeInstancesCommand({ NextToken: 'made up' })))).code).toBe(
      'InvalidParameterValue',
    );
    expect(
      (await refusal(ec2.send(new DescribeInstancesCommand({ MaxResults: 5, InstanceIds: [aws.demo.instances.web1] }))))
        .code,
    ).toBe('InvalidParameterCombination');
  });
});

test('transitions come by themselves and are told', async () => {
  const own = await createSandboxAws({ transitionMs: 20 });
  try {
    const { web1 } = own.demo.instances;
    await clients(own, own.demo.credentials.admin).ec2.send(new TerminateInstancesCommand({ InstanceIds: [web1] }));

    await until(own, () => stateOf(own, web1) === 'terminated');

    expect(stateOf(own, web1)).toBe('terminated');
  } finally {
    await own.close();
  }
});

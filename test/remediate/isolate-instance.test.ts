import {
  AttachNetworkInterfaceCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { InstanceNetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CaseTarget } from '../../src/model/case.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { isolateInstance } from '../../src/remediate/actions/isolate-instance.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { actionBench, type ActionBench } from '../contract/actions/action-bench.ts';
import { actionSite, type ActionSite } from '../contract/actions/action-site.ts';
import { eventually } from '../support/eventually.ts';

let aws: SandboxAws;
let site: ActionSite;
let ec2: EC2Client;
let bench: ActionBench;
let id: string;

beforeAll(async () => {
  aws = await createSandboxAws({ transitionMs: 10 });
  const { account, region, imageId, credentials, roles } = aws.demo;
  const admin = { endpoint: aws.url, region, credentials: credentials.admin };
  site = actionSite({
    account,
    imageId,
    admin,
    worker: credentials.worker,
    roles: { readRole: roles.read, actRole: roles.act },
    close: () => aws.close(),
  });
  ec2 = new EC2Client(admin);
});
afterAll(async () => {
  ec2?.destroy();
  await site?.close();
});

beforeEach(async () => {
  for (const { GroupId } of await quarantines()) await open(GroupId);
  id = await launch();
  bench = await benchFor(id);
  site.afterCall = undefined;
});
afterEach(() => bench.close());

function benchFor(instance: string): Promise<ActionBench> {
  const target: CaseTarget = { type: 'AWS::EC2::Instance', id: instance, region: site.region };
  return actionBench(site, isolateInstance, { target });
}

async function launch(): Promise<string> {
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: site.imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  const made = instance?.InstanceId ?? '';
  await eventually(() =>
    expect(aws.snapshot().instances.find((candidate) => candidate.id === made)?.state).toBe('running'),
  );
  return made;
}

async function interfaces(of = id): Promise<InstanceNetworkInterface[]> {
  const { Reservations: [reservation] = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [of] }));
  return reservation?.Instances?.[0]?.NetworkInterfaces ?? [];
}

/** Groups with the tag that let nothing through. */
async function quarantines(): Promise<SecurityGroup[]> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag-key', Values: ['trailbolt:quarantine'] }] }),
  );
  return SecurityGroups.filter(
    ({ IpPermissions, IpPermissionsEgress }) => !IpPermissions?.length && !IpPermissionsEgress?.length,
  );
}

async function open(GroupId: string | undefined): Promise<void> {
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '192.0.2.1/32' }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

async function newGroup(more: object = {}): Promise<string> {
  const made = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `g-${crypto.randomUUID()}`, Description: 'for a test', ...more }),
  );
  return made.GroupId ?? '';
}

async function attach(): Promise<string> {
  const [primary] = await interfaces();
  const { NetworkInterface: made } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: primary?.SubnetId }));
  const NetworkInterfaceId = made?.NetworkInterfaceId ?? '';
  await ec2.send(new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId: id, DeviceIndex: 1 }));
  return NetworkInterfaceId;
}

async function setGroups(...Groups: string[]): Promise<void> {
  const [primary] = await interfaces();
  const NetworkInterfaceId = primary?.NetworkInterfaceId;
  await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));
}

const groupsOf = (all: readonly InstanceNetworkInterface[]) =>
  all.map(({ Groups }) => Groups?.map(({ GroupId }) => GroupId));

/** Leaves a quarantine group behind. */
async function isolateAnother(): Promise<void> {
  const other = await benchFor(await launch());
  await other.finish(await other.approve(await other.plan()));
  await other.close();
}

const isolate = async (): Promise<ActionRequest> => bench.finish(await bench.approve(await bench.plan()));

describe('the plan', () => {
  test('names every interface with its groups, and says what is not cut', async () => {
    const second = await attach();

    const plan = await bench.plan();

    const [primary] = await interfaces();
    expect(plan.targets[0]?.facts).toEqual(
      expect.arrayContaining([
        expect.stringMatching(`^${primary?.NetworkInterfaceId} in sg-.* \\(default\\)`),
        expect.stringMatching(`^${second} in sg-`),
      ]),
    );
    expect(plan.limits.join(' ')).toContain('stop-instance');
    expect(plan.undoNote).toContain('gets the security groups back');
  });

  test('says that an auto-scaling group would replace it', async () => {
    const other = await benchFor(aws.demo.instances.autoscaled);
    const [target] = (await other.plan()).targets;
    await other.close();

    expect(target?.blocked).toBeUndefined();
    expect(target?.warnings.join(' ')).toContain('Auto-scaling group api replaces it');
  });

  test('has nothing to do where all interfaces are isolated', async () => {
    await isolate();

    expect((await bench.plan()).targets[0]?.blocked).toBe('It is isolated already.');
  });
});

describe('the quarantine group', () => {
  test('is made once for a VPC, closed, tagged, and used again', async () => {
    await isolate();
    const [made, ...others] = await quarantines();
    const next = await benchFor(await launch());

    const done = await next.finish(await next.approve(await next.plan()));
    await next.close();

    expect(others).toEqual([]);
    expect(made?.Tags).toContainEqual({ Key: 'trailbolt:quarantine', Value: 'true' });
    expect(done.state).toBe('succeeded');
    expect((await quarantines()).map(({ GroupId }) => GroupId)).toEqual([made?.GroupId]);
  });

  test('is another one where somebody has made a trap of that tag', async () => {
    const trap = await newGroup({
      TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'trailbolt:quarantine', Value: 'true' }] }],
    });

    const done = await isolate();

    expect(done.state).toBe('succeeded');
    const [primary] = await interfaces();
    expect(primary?.Groups?.map(({ GroupId }) => GroupId)).not.toContain(trap);
    expect((await quarantines()).map(({ GroupId }) => GroupId)).toEqual(primary?.Groups?.map(({ GroupId }) => GroupId));
  });

  test.each([1, 2, 3, 4, 5, 6, 7])('that is opened after look %i takes no interface, and loses no rule', async (at) => {
    const before = groupsOf(await interfaces());
    await isolateAnother();
    const [first] = await quarantines();
    const request = await bench.approve(await bench.plan());
    let looks = 0;
    let moved = false;
    const stops = [
      aws.control.faults.before('ec2:ModifyNetworkInterfaceAttribute', () => {
        moved ||= looks < at;
      }),
      aws.control.faults.after('ec2:DescribeSecurityGroups', async () => {
        looks += 1;
        if (looks === at) await open(first?.GroupId);
      }),
    ];

    await bench.finish(request);

    for (const stop of stops) stop();
    const now = groupsOf(await interfaces());
    const closed = (await quarantines()).map(({ GroupId }) => [GroupId]);
    expect(moved).toBe(false);
    // Where it was, or in another group that is closed.
    expect([...before, ...closed]).toContainEqual(now[0]);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [first?.GroupId ?? ''] }));
    expect(SecurityGroups?.[0]?.IpPermissions).toHaveLength(1);
  });
});

test('an interface that is attached meanwhile is told, and isolated by the next try', async () => {
  let late = '';
  const request = await bench.approve(await bench.plan());
  const hook = aws.control.faults.after('ec2:ModifyNetworkInterfaceAttribute', async () => {
    hook();
    late = await attach();
  });

  const done = await bench.finish(request);
  const again = await isolate();

  expect(done.state).toBe('failed');
  expect(done.outcome).toContain(`${late} was attached meanwhile: isolate it again`);
  expect(again.state).toBe('succeeded');
  const [closed] = await quarantines();
  expect((await interfaces()).map(({ Groups }) => Groups?.map(({ GroupId }) => GroupId))).toEqual([
    [closed?.GroupId],
    [closed?.GroupId],
  ]);
});

describe('the undo', () => {
  test('leaves alone what somebody has moved since', async () => {
    const done = await isolate();
    await setGroups(await newGroup());

    expect((await bench.planUndo(done.id)).targets[0]?.blocked).toContain(
      'was moved into other groups after the isolation',
    );
  });

  test('cannot give back a group that is gone', async () => {
    const original = await newGroup();
    await setGroups(original);
    const done = await isolate();
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: original }));

    expect((await bench.planUndo(done.id)).targets[0]?.blocked).toBe(`Its security group ${original} is gone.`);
  });

  test('of a run that ended halfway takes back what was done', async () => {
    await attach();
    const before = (await interfaces()).map(({ Groups }) => Groups);
    const request = await bench.approve(await bench.plan());
    // The second call is refused.
    let calls = 0;
    const hook = aws.control.faults.before('ec2:ModifyNetworkInterfaceAttribute', () => {
      calls += 1;
      if (calls === 2)
        aws.control.faults.fail('ec2:ModifyNetworkInterfaceAttribute', 1, {
          code: 'UnauthorizedOperation',
          status: 403,
        });
    });
    const failed = await bench.finish(request);
    hook();
    aws.control.reset();

    const undone = await bench.finish(await bench.approve(await bench.planUndo(failed.id)));

    expect(failed.state).toBe('failed');
    expect(undone.state).toBe('succeeded');
    expect((await interfaces()).map(({ Groups }) => Groups)).toEqual(before);
  });
});

import type { Reservation } from '@aws-sdk/client-ec2';
import { callsAs, type Calls } from '../in-process.ts';
import type { EventSink } from '../perform.ts';
import { ec2 } from '../services/ec2/service.ts';
import { openSession } from '../services/sts/sessions.ts';
import type { AccountState } from '../state/account.ts';
import { DEMO, type DemoAccount } from './demo-account.ts';
import { serviceTrust } from './policies.ts';
import { addReservedRole } from './reserved-role.ts';

/** Launches one instance of that name; gives its id. */
async function run(
  calls: Calls,
  name: string,
  more: Readonly<Record<string, unknown>>,
  tags: readonly object[] = [],
): Promise<string> {
  const { Instances: made } = await calls<Reservation>(ec2, 'RunInstances', {
    ImageId: DEMO.imageId,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }, ...tags] }],
    ...more,
  });
  return made?.[0]?.InstanceId ?? '';
}

/** The instances that were there before, and groups for them. */
export async function addMachines(
  account: AccountState,
  sink: EventSink,
  asAdmin: Calls,
): Promise<DemoAccount['instances']> {
  const profile = { IamInstanceProfile: { Name: 'web-server' } };
  const web1 = await run(asAdmin, 'web-1', { InstanceType: 't3.small', Placement: zone('a'), ...profile });
  const web2 = await run(asAdmin, 'web-2', { InstanceType: 't3.small', Placement: zone('b'), ...profile });
  const db1 = await run(asAdmin, 'db-1', {
    InstanceType: 'r5.large',
    Placement: zone('c'),
    DisableApiTermination: true,
  });
  const autoscaled = await run(
    asAutoScaling(account, sink),
    'api',
    { InstanceType: 'm5.large', Placement: zone('b') },
    [{ Key: 'aws:autoscaling:groupName', Value: 'api' }],
  );
  await addGroups(asAdmin);
  return { web1, web2, db1, autoscaled };
}

/** One left over from somebody's test, with nothing in it, that lets everybody in; and one that lets in nobody from outside. */
async function addGroups(asAdmin: Calls): Promise<void> {
  for (const [GroupName, Description, FromPort, CidrIp] of [
    [DEMO.openGroup, 'ssh for a test, to be deleted', 22, '0.0.0.0/0'],
    [DEMO.internalGroup, 'from our own networks only', 443, '10.0.0.0/8'],
  ] as const) {
    const { GroupId } = await asAdmin<{ readonly GroupId?: string }>(ec2, 'CreateSecurityGroup', {
      GroupName,
      Description,
    });
    await asAdmin(ec2, 'AuthorizeSecurityGroupIngress', {
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort, ToPort: FromPort, IpRanges: [{ CidrIp }] }],
    });
  }
}

function zone(letter: string): object {
  return { AvailabilityZone: `${DEMO.region}${letter}` };
}

/** Auto Scaling acts through its service-linked role. */
function asAutoScaling(account: AccountState, sink: EventSink): Calls {
  const service = 'autoscaling.amazonaws.com';
  const role = addReservedRole(
    account,
    `/aws-service-role/${service}/`,
    'AWSServiceRoleForAutoScaling',
    'AmazonEC2FullAccess',
    serviceTrust(service),
  );
  const session = openSession(account, { role, name: 'AutoScaling', seconds: 3600, invokedBy: service });
  return callsAs(account, sink, {
    caller: { kind: 'role', session, accessKeyId: session.accessKeyId },
    region: DEMO.region,
    sourceIp: service,
    userAgent: service,
  });
}

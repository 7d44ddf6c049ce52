import type { Instance } from '@aws-sdk/client-ec2';
import type { TargetGroup, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { TrailboltError } from '../../errors.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';

/** What finding out takes. */
export const BALANCER_READS: readonly AwsPermission[] = [
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
];

/** Most target groups whose targets are looked at: each is a call, and somebody waits. */
const MOST_GROUPS = 50;
const AT_ONCE = 10;
const MOST_PAGES = 5;

/** What breaks where load balancers send traffic to an instance, in words; nothing where none does. */
export type BalancerReader = (instance: Instance) => Promise<readonly string[]>;

/**
 * Reads target groups and their health once for all the instances of a plan. What cannot be read is said, and keeps nobody
 * from acting.
 */
export function balancerReader(session: AwsSession): BalancerReader {
  let groups: Promise<readonly TargetGroup[]> | undefined;
  const health = new Map<string, Promise<readonly TargetHealthDescription[]>>();
  const healthOf = (group: TargetGroup): Promise<readonly TargetHealthDescription[]> => {
    const arn = group.TargetGroupArn ?? '';
    const asked = health.get(arn) ?? readHealth(session, arn);
    health.set(arn, asked);
    return asked;
  };
  return async (instance) => {
    try {
      groups ??= readGroups(session);
      const near = (await groups).filter(({ VpcId: vpc }) => vpc === instance.VpcId);
      const looked = near.slice(0, MOST_GROUPS);
      const warnings: string[] = [];
      for (let next = 0; next < looked.length; next += AT_ONCE) {
        const some = looked.slice(next, next + AT_ONCE);
        const said = await Promise.all(some.map(async (group) => warningOf(group, await healthOf(group), instance)));
        warnings.push(...said.filter((one) => one !== undefined));
      }
      return looked.length === near.length
        ? warnings
        : [...warnings, `Only ${looked.length} of ${near.length} target groups were looked at for it.`];
    } catch (error) {
      if (!(error instanceof TrailboltError) || error.code === 'aws.undeclared') throw error;
      return ['Whether a load balancer sends traffic to it could not be read.'];
    }
  };
}

/** Target groups that a load balancer uses, and that instances or addresses can be in. */
async function readGroups(session: AwsSession): Promise<readonly TargetGroup[]> {
  const found: TargetGroup[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { output } = await session.call(
      'elasticloadbalancing:DescribeTargetGroups',
      marker === undefined ? {} : { Marker: marker },
    );
    found.push(...(output.TargetGroups ?? []));
    marker = output.NextMarker;
    if (marker === undefined || marker === '') break;
  }
  return found.filter(
    ({ TargetType: type, LoadBalancerArns: balancers = [] }) =>
      (type === 'instance' || type === 'ip') && balancers.length > 0,
  );
}

async function readHealth(session: AwsSession, arn: string): Promise<readonly TargetHealthDescription[]> {
  const { output } = await session.call('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn: arn });
  return output.TargetHealthDescriptions ?? [];
}

function warningOf(
  group: TargetGroup,
  all: readonly TargetHealthDescription[],
  instance: Instance,
): string | undefined {
  const names = new Set(namesOf(instance));
  const mine = all.filter(({ Target: target }) => names.has(target?.Id ?? ''));
  const [first] = mine;
  if (first === undefined) return undefined;
  const where = `target group ${group.TargetGroupName ?? ''} (load balancer ${balancersOf(group)})`;
  if (!mine.some(isHealthy)) return `It is in ${where}, and ${first.TargetHealth?.State ?? 'of unknown health'} now.`;
  const others = new Set(all.filter((one) => isHealthy(one) && !mine.includes(one)).map(({ Target }) => Target?.Id));
  if (others.size === 0) return `It is the only healthy target in ${where}: what that serves fails.`;
  const whom = others.size === 1 ? 'the other healthy target gets' : `the ${others.size} other healthy targets get`;
  return `It is in ${where}: ${whom} its traffic.`;
}

function isHealthy({ TargetHealth: health }: TargetHealthDescription): boolean {
  return health?.State === 'healthy';
}

/** By what it can be registered. */
function namesOf(instance: Instance): readonly string[] {
  const addresses = (instance.NetworkInterfaces ?? []).flatMap((one) => [
    one.PrivateIpAddress,
    ...(one.PrivateIpAddresses ?? []).map((address) => address.PrivateIpAddress),
    ...(one.Ipv6Addresses ?? []).map((address) => address.Ipv6Address),
  ]);
  return [instance.InstanceId, instance.PrivateIpAddress, ...addresses].filter((name) => name !== undefined);
}

/** `…:loadbalancer/app/shop/50dc6c495c0c9188` is called shop. */
function balancersOf({ LoadBalancerArns: arns = [] }: TargetGroup): string {
  return arns.map((arn) => arn.split('/').at(-2) ?? arn).join(', ');
}

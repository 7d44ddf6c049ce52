import type { AccountSettings } from '../../state/account.ts';
import type { Ec2Region } from '../../state/ec2.ts';
import { AwsRefusal } from '../../refusal.ts';
import { INSTANCE_TYPES, quotaFamily } from './catalog.ts';

/**
 * How many of the wanted instances the Region's quotas let start. "MaxCount", API_RunInstances: EC2 launches as many as
 * it can above MinCount, and none at all below it.
 *
 * @throws AwsRefusal `VcpuLimitExceeded` or `InstanceLimitExceeded` where even MinCount is too many.
 */
export function launchable(
  region: Ec2Region,
  settings: AccountSettings,
  type: string,
  counts: { readonly least: number; readonly most: number },
): number {
  const live = [...region.instances.values()].filter((one) => one.state === 'pending' || one.state === 'running');
  const ofType = settings.instancesPerType[type];
  const byType = ofType === undefined ? counts.most : ofType - live.filter((one) => one.type === type).length;
  if (byType < counts.least) {
    throw new AwsRefusal(
      'InstanceLimitExceeded',
      `You have requested more instances (${counts.least}) than your current instance limit of ${ofType ?? 0} allows for the specified instance type. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  }
  const family = quotaFamily(type);
  const quota = settings.vcpuQuotas[family] ?? 0;
  const used = live.filter((one) => quotaFamily(one.type) === family).reduce((sum, one) => sum + vcpus(one.type), 0);
  const byQuota = Math.floor((quota - used) / vcpus(type));
  if (byQuota < counts.least) {
    throw new AwsRefusal(
      'VcpuLimitExceeded',
      `You have requested more vCPU capacity than your current vCPU limit of ${quota} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  }
  return Math.min(counts.most, byType, byQuota);
}

function vcpus(type: string): number {
  return INSTANCE_TYPES.get(type)?.vcpus ?? 1;
}

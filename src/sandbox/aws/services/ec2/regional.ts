import type { Call } from '../../operation.ts';
import type { Ec2Region } from '../../state/ec2.ts';

/** EC2 of the Region that the call went to. Signing checked the Region, so it is there. */
export function regionOf(call: Call): Ec2Region {
  const region = call.account.regions.get(call.region);
  if (region === undefined) throw new Error(`Region ${call.region} is not in the account`);
  return region;
}

export function ec2Arn(call: Call, kind: string, id: string): string {
  return `arn:aws:ec2:${call.region}:${call.account.id}:${kind}/${id}`;
}

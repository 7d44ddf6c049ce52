import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';
import { targetTags } from './users.ts';

const NO_TRAIL = ['TrailNotFoundException', 'InvalidTrailNameException', 'CloudTrailARNInvalidException'] as const;

/** A name that CloudTrail takes. */
export function isTrailName(id: string): boolean {
  return /^[A-Za-z0-9._-]{3,128}$/.test(id);
}

/** "An operation is called on a trail from a Region other than the Region in which the trail was created", and the like. */
export function notFromHere(
  { account, region }: AwsSession,
  trail: Trail,
  verb: 'start' | 'change',
): string | undefined {
  const owner = trail.TrailARN?.split(':')[4] ?? '';
  if (owner !== account) {
    return `It is the organisation’s: only its management account ${owner} can ${verb} it.`;
  }
  if (trail.HomeRegion !== undefined && trail.HomeRegion !== region) {
    return `It is seen here, but its home Region is ${trail.HomeRegion}: it can be ${verb === 'start' ? 'started' : 'changed'} only there.`;
  }
  return undefined;
}

export async function trailTags(session: AwsSession, arn: string): Promise<PlanTarget['tags']> {
  const { output } = await session.call('cloudtrail:ListTags', { ResourceIdList: [arn] });
  return targetTags(output.ResourceTagList?.find(({ ResourceId }) => ResourceId === arn)?.TagsList as never);
}

/** What CloudTrail answers, or undefined where it says that there is no such trail. */
export async function unlessNoTrail<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, ...NO_TRAIL)) return undefined;
    throw error;
  }
}

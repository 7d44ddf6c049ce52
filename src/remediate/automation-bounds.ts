import type { RecordSummary } from '../model/alert.ts';
import type { CaseTarget } from '../model/case.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { Action } from './action.ts';

/** What an automation destroys is younger than this, in milliseconds. */
export const YOUNG_MS = 15 * 60_000;

/** Tags by which AWS marks what belongs to something larger: it would come back, or more would break than it. */
const PART_OF: readonly (readonly [prefix: string, what: string])[] = [
  ['aws:autoscaling:', 'an auto-scaling group'],
  ['aws:cloudformation:', 'a CloudFormation stack'],
  ['aws:ecs:', 'an ECS cluster'],
  ['eks:', 'an EKS cluster'],
  ['aws:eks:', 'an EKS cluster'],
  ['kubernetes.io/cluster/', 'a Kubernetes cluster'],
  ['aws:elasticmapreduce:', 'an EMR cluster'],
  ['aws:batch:', 'a Batch environment'],
  ['aws:ec2:fleet-id', 'a fleet'],
  ['aws:ec2spot:fleet-request-id', 'a spot fleet'],
];

/**
 * Why an automation must leave a target alone, whoever armed it, in a sentence without the target's name; undefined where
 * it may take back what the record did to it. Pure and total: what is not known counts against acting.
 */
export function mustLeave(
  target: Pick<CaseTarget, 'created'>,
  planned: Pick<PlanTarget, 'tags' | 'blocked'>,
  record: Pick<RecordSummary, 'actor' | 'eventName' | 'errorCode' | 'requestParameters'>,
  action: Pick<Action, 'risk' | 'takesBack'>,
): string | undefined {
  if (record.errorCode !== undefined) return 'the call failed, so there is nothing to take back';
  const { risk } = action;
  const undone = risk !== 'destructive' && action.takesBack?.(record) === true;
  if (target.created !== true && !undone)
    return 'it was there before this call, and only what the call itself made is taken back';
  if (planned.blocked !== undefined) return planned.blocked.replace(/\.+$/, '');
  if (risk !== 'destructive') return undefined;
  if (record.actor.invokedBy !== undefined || record.actor.type === 'AWSService')
    return 'an AWS service made it, for something larger';
  // Whatever set a tag, it only ever keeps from destroying.
  if (planned.tags === undefined) return 'its tags could not be read';
  const part = PART_OF.find(([prefix]) => planned.tags?.some(({ key }) => key.startsWith(prefix)) === true);
  return part === undefined ? undefined : `it belongs to ${part[1]}`;
}

/** Is what a record made still so young that it may be destroyed? A time that is none is old. */
export function isYoung(recordAt: number, now: number): boolean {
  // A record from the future is nobody's proof of youth.
  return now - recordAt < YOUNG_MS && recordAt - now < 5 * 60_000;
}

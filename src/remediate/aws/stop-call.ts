import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepResult, Verification } from '../action.ts';
import { findInstance } from './instances.ts';

/** The call that stops an instance, for every action that does. Stopping what is stopped changes nothing. */
export async function stop(session: AwsSession, { id }: PlanTarget): Promise<StepResult> {
  const { output, requestId } = await session.call('ec2:StopInstances', { InstanceIds: [id] });
  const change = output.StoppingInstances?.find((entry) => entry.InstanceId === id);
  const result = `${change?.PreviousState?.Name ?? 'unknown'} → ${change?.CurrentState?.Name ?? 'unknown'}`;
  return { result, ...(requestId === undefined ? {} : { requestId }) };
}

export async function verifyStopped(session: AwsSession, { id }: PlanTarget): Promise<Verification> {
  const instance = await findInstance(session, id);
  const state = instance?.State?.Name;
  if (instance === undefined) return { state: 'failed', sentence: 'EC2 no longer lists it' };
  if (state === 'stopped') return { state: 'done', sentence: 'stopped' };
  if (state === 'stopping') return { state: 'pending', sentence: 'stopping' };
  if (state === 'shutting-down' || state === 'terminated')
    return { state: 'failed', sentence: 'it was terminated meanwhile' };
  return { state: 'not-begun', sentence: `still ${state ?? 'in an unknown state'}` };
}

import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure } from '../action.ts';
import { findInstance, instanceArn, instanceFacts, targetTags, unknownInstance } from './instances.ts';

/** The undo of stopping: the instance is started again. */
export const startInstance: Procedure<DoneTarget> = {
  title: { one: 'Start instance again', many: 'Start instances again' },
  risk: 'reversible',
  permissions: { read: ['ec2:DescribeInstances'], act: ['ec2:StartInstances'] },

  async plan(session, done) {
    const planned: PlanTarget[] = [];
    for (const { target } of done) planned.push(await planOne(session, target));
    return planned;
  },

  effects: (targets) => [
    targets.length === 1 ? 'The instance is started again.' : `${targets.length} instances are started again.`,
  ],

  limits: () => ['What made somebody stop it is still on its disks.'],

  steps: ({ arn }) => [{ id: 'start', title: 'Start', permissions: ['ec2:StartInstances'], resources: [arn] }],

  async run(session, { target }) {
    const { output, requestId } = await session.call('ec2:StartInstances', { InstanceIds: [target.id] });
    const change = output.StartingInstances?.find((entry) => entry.InstanceId === target.id);
    const result = `${change?.PreviousState?.Name ?? 'unknown'} → ${change?.CurrentState?.Name ?? 'unknown'}`;
    return { result, ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session, { target }) {
    const instance = await findInstance(session, target.id);
    const state = instance?.State?.Name;
    if (state === 'running') {
      const { PublicIpAddress: address } = instance ?? {};
      return {
        state: 'done',
        sentence: address === undefined ? 'running again' : `running again, public address ${address}`,
      };
    }
    if (state === 'pending') return { state: 'pending', sentence: 'starting' };
    if (state === 'stopped' || state === 'stopping') return { state: 'not-begun', sentence: `still ${state}` };
    return { state: 'failed', sentence: state === undefined ? 'EC2 no longer lists it' : `it is ${state}` };
  },
};

async function planOne(session: AwsSession, before: PlanTarget): Promise<PlanTarget> {
  const instance = await findInstance(session, before.id);
  if (instance === undefined) return unknownInstance(session, before.id);
  const state = instance.State?.Name ?? 'unknown';
  return {
    type: before.type,
    id: before.id,
    arn: instanceArn(session, before.id),
    ...(before.name === undefined ? {} : { name: before.name }),
    facts: instanceFacts(instance),
    material: { instanceId: before.id, state },
    tags: targetTags(instance.Tags),
    warnings: [],
    ...(state === 'stopped' ? {} : { blocked: state === 'running' ? 'It is running already.' : `It is ${state}.` }),
    ...(state === 'stopping' ? { settling: true as const } : {}),
  };
}

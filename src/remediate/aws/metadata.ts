import type { Instance } from '@aws-sdk/client-ec2';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Procedure, StepResult, Verification } from '../action.ts';
import { tagsFrom } from './carriers.ts';
import { findInstance, foreignOwner, instanceFacts, owners, tagValue, targetTags } from './instances.ts';

export type Tokens = 'required' | 'optional';

/** What the metadata of an instance asks for, as a plan's target. */
export async function planTokens(
  session: AwsSession,
  { type, id }: Pick<PlanTarget, 'type' | 'id'>,
  wanted: Tokens,
): Promise<PlanTarget> {
  const { region, account } = session;
  const identity = { type, id, arn: `arn:${partitionOf(region)}:ec2:${region}:${account}:instance/${id}` };
  const instance = await findInstance(session, id);
  if (instance === undefined) {
    return {
      ...identity,
      facts: [],
      material: { instanceId: id, exists: false },
      warnings: [],
      blocked: 'EC2 does not know this instance (any more).',
      // Launched seconds ago it may not be listed yet.
      settling: true,
    };
  }
  const name = tagValue(instance.Tags, 'Name');
  const tokens = instance.MetadataOptions?.HttpTokens;
  const endpoint = instance.MetadataOptions?.HttpEndpoint;
  const blocked = blockedBy(instance, account, wanted);
  return {
    ...identity,
    ...(name === undefined ? {} : { name }),
    facts: [
      ...instanceFacts(instance),
      tokens === 'required' ? 'metadata with a token only' : 'metadata without a token (IMDSv1)',
      ...(endpoint === 'disabled' ? ['metadata turned off'] : []),
    ],
    material: {
      instanceId: id,
      exists: true,
      tokens: tokens ?? null,
      hopLimit: instance.MetadataOptions?.HttpPutResponseHopLimit ?? null,
    },
    ...tagsFrom({ type: 'AWS::EC2::Instance', names: [id], tags: targetTags(instance.Tags) }),
    warnings:
      owners(instance).autoScalingGroup === undefined
        ? []
        : ['It was launched by an auto-scaling group: what is launched next is as the launch template says.'],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function blockedBy(instance: Instance, account: string, wanted: Tokens): string | undefined {
  const state = instance.State?.Name ?? 'unknown';
  if (state === 'terminated' || state === 'shutting-down') return `It is already ${state}.`;
  const owner = foreignOwner(instance, account);
  if (owner !== undefined) return `It belongs to account ${owner}.`;
  if (instance.MetadataOptions?.HttpTokens !== wanted) return undefined;
  return wanted === 'required' ? 'It asks for a token already.' : 'It answers without a token already.';
}

/** The one call and its verification. Only the token changes: hop limit and endpoint stay as they are. */
export function tokenCalls(tokens: Tokens): Pick<Procedure, 'steps' | 'run' | 'verify'> {
  const words = tokens === 'required' ? 'metadata with a token only' : 'metadata without a token';
  return {
    steps: ({ arn }) => [
      {
        id: `tokens ${tokens}`,
        title: tokens === 'required' ? 'Require a token for metadata' : 'Answer without a token again',
        permissions: ['ec2:ModifyInstanceMetadataOptions'],
        resources: [arn],
      },
    ],

    async run(session, { target }): Promise<StepResult> {
      const { requestId } = await session.call('ec2:ModifyInstanceMetadataOptions', {
        InstanceId: target.id,
        HttpTokens: tokens,
      });
      return { result: words, ...(requestId === undefined ? {} : { requestId }) };
    },

    async verify(session, { target }): Promise<Verification> {
      const instance = await findInstance(session, target.id);
      if (instance === undefined) return { state: 'gone', sentence: 'EC2 no longer lists the instance' };
      const options = instance.MetadataOptions;
      if (options?.HttpTokens !== tokens) return { state: 'not-begun', sentence: 'as it was' };
      return options.State === 'pending'
        ? { state: 'pending', sentence: `${words}, being applied` }
        : { state: 'done', sentence: words };
    },
  };
}

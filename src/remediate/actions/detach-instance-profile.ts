import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { isAwsError } from '../aws/answers.ts';
import { findInstance, instanceFacts, tagValue, targetTags } from '../aws/instances.ts';
import { textIn } from '../aws/material.ts';
import { instanceArnOf, profileOf } from '../aws/profiles.ts';
import { associateProfile } from '../reverse/associate-profile.ts';

const ASSOCIATION = /^iip-assoc-[0-9a-f]{8,17}$/;

/** Takes from an instance the profile, and with it the role, that a record gave it. */
export const detachInstanceProfile: Action = {
  id: 'detach-instance-profile',
  title: { one: 'Detach instance profile', many: 'Detach instance profiles' },
  risk: 'disruptive',
  // Its undo passes a role to the instance, which is a right over IAM.
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The same profile is associated with the instance again; the association gets a new id.',
  permissions: {
    read: ['ec2:DescribeIamInstanceProfileAssociations', 'ec2:DescribeInstances'],
    act: ['ec2:DisassociateIamInstanceProfile'],
  },
  reverse: associateProfile,

  // What a record has associated. Instances are offered worse remedies as it is.
  appliesTo: ({ type, id }) => type === 'AWS::EC2::IamInstanceProfileAssociation' && ASSOCIATION.test(id),

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(
      ({ material }) =>
        `${textIn(material, 'instanceId')} loses profile ${nameOf(textIn(material, 'profileArn'))}: what runs on it gets no new credentials.`,
    ),

  limits: () => [
    'Credentials that it has fetched stay valid for up to six hours: quarantine the role, too, if they must end now.',
  ],

  steps: ({ arn }) => [
    {
      id: 'detach',
      title: 'Detach the profile',
      permissions: ['ec2:DisassociateIamInstanceProfile'],
      resources: [arn],
    },
  ],

  async run(session, { target }) {
    try {
      const { requestId } = await session.call('ec2:DisassociateIamInstanceProfile', { AssociationId: target.id });
      return { result: 'detached', ...(requestId === undefined ? {} : { requestId }) };
    } catch (error) {
      if (isAwsError(error, 'InvalidAssociationID.NotFound')) return { result: 'was gone already' };
      throw error;
    }
  },

  async verify(session, { target }) {
    const found = await profileOf(session, { association: target.id });
    return found === undefined
      ? { state: 'done', sentence: 'detached' }
      : { state: 'not-begun', sentence: 'still associated' };
  },
};

async function planOne(session: AwsSession, { type, id }: ActionTarget): Promise<PlanTarget> {
  const found = await profileOf(session, { association: id });
  const instanceId = found?.InstanceId ?? '';
  const profileArn = found?.IamInstanceProfile?.Arn ?? '';
  const instance = instanceId === '' ? undefined : await findInstance(session, instanceId);
  if (instance === undefined) {
    return {
      type,
      id,
      arn: instanceArnOf(session, instanceId === '' ? 'unknown' : instanceId),
      facts: [],
      material: { exists: false },
      warnings: [],
      blocked: 'EC2 does not know this association (any more).',
    };
  }
  const name = tagValue(instance.Tags, 'Name');
  return {
    type,
    id,
    arn: instanceArnOf(session, instanceId),
    ...(name === undefined ? {} : { name }),
    facts: [instanceId, ...instanceFacts(instance)],
    material: { exists: true, instanceId, profileArn },
    ...tagsFrom({ type: 'AWS::EC2::Instance', names: [instanceId], tags: targetTags(instance.Tags) }),
    warnings: [],
  };
}

function nameOf(profileArn: string): string {
  return profileArn.split('/').at(-1) ?? '';
}

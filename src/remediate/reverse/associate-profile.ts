import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { findInstance, instanceFacts, targetTags } from '../aws/instances.ts';
import { textIn } from '../aws/material.ts';
import { profileOf, roleOf } from '../aws/profiles.ts';

/** Gives an instance its profile back. */
export const associateProfile: Procedure<DoneTarget> = {
  title: { one: 'Associate instance profile again', many: 'Associate instance profiles again' },
  // What runs on the instance has the role's rights again.
  risk: 'disruptive',
  permissions: {
    read: ['ec2:DescribeIamInstanceProfileAssociations', 'ec2:DescribeInstances', 'iam:GetInstanceProfile'],
    act: ['ec2:AssociateIamInstanceProfile', 'iam:PassRole'],
  },

  plan: (session, done) => Promise.all(done.map(({ target }) => planOne(session, target))),

  effects: (targets) =>
    targets.map(({ material }) => `${textIn(material, 'instanceId')} gets ${textIn(material, 'profileArn')} back.`),
  limits: () => [],

  steps: ({ arn, material }) => [
    {
      id: 'associate',
      title: 'Associate the profile',
      permissions: ['ec2:AssociateIamInstanceProfile', 'iam:PassRole'],
      resources: [arn, textIn(material, 'roleArn')],
    },
  ],

  async run(session, { target: { material } }) {
    const { requestId } = await session.call('ec2:AssociateIamInstanceProfile', {
      InstanceId: textIn(material, 'instanceId'),
      IamInstanceProfile: { Arn: textIn(material, 'profileArn') },
    });
    return { result: 'associated', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session, { target: { material } }) {
    const found = await profileOf(session, { instance: textIn(material, 'instanceId') });
    if (found?.IamInstanceProfile?.Arn !== textIn(material, 'profileArn'))
      return { state: 'not-begun', sentence: 'not associated' };
    return found.State === 'associating'
      ? { state: 'pending', sentence: 'being associated' }
      : { state: 'done', sentence: 'associated again' };
  },
};

async function planOne(session: AwsSession, before: PlanTarget): Promise<PlanTarget> {
  const instanceId = textIn(before.material, 'instanceId');
  const profileArn = textIn(before.material, 'profileArn');
  const [instance, other, roleArn] = await Promise.all([
    findInstance(session, instanceId),
    profileOf(session, { instance: instanceId }),
    roleOf(session, profileArn),
  ]);
  const problem =
    instance === undefined
      ? `Instance ${instanceId} is gone.`
      : other === undefined
        ? roleArn === undefined
          ? `The profile ${profileArn} is gone, or has no role any more.`
          : undefined
        : `The instance has a profile already: ${other.IamInstanceProfile?.Arn ?? 'one that EC2 does not name'}.`;
  return {
    ...before,
    facts: [profileArn, ...(instance === undefined ? [] : instanceFacts(instance))],
    material: { instanceId, profileArn, roleArn: roleArn ?? '' },
    ...tagsFrom({ type: 'AWS::EC2::Instance', names: [instanceId], tags: targetTags(instance?.Tags) }),
    warnings: [],
    ...(problem === undefined ? {} : { blocked: problem }),
  };
}

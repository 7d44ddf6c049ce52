import { foundTarget, type Finding, type Inspector } from '../inspector.ts';
import { INSTANCE, readInstances } from '../reads/instances.ts';

/** An instance that hands out its role's credentials to whoever makes it fetch a URL. */
export const instanceServesMetadataV1: Inspector = {
  rule: {
    id: 'instance-serves-metadata-v1',
    title: 'An instance with a role serves its metadata without a token',
    level: 'medium',
    description:
      'The metadata service answers without a session token (IMDSv1), and the instance has a role: a single request that its application is tricked into gives away credentials.',
    whatToDo: 'Require tokens (IMDSv2) on the instance and in its launch template.',
    falsePositives: ['Old software that knows no tokens yet.'],
    attack: ['T1552.005'],
  },
  after: ['ec2.amazonaws.com:RunInstances', 'ec2.amazonaws.com:ModifyInstanceMetadataOptions'],
  permissions: { read: ['ec2:DescribeInstances'] },

  async look(session, record) {
    const { instances, settling } = await readInstances(session, record);
    const findings = instances.flatMap((instance): Finding[] => {
      const { HttpTokens: tokens, HttpEndpoint: endpoint } = instance.MetadataOptions ?? {};
      const profile = instance.IamInstanceProfile?.Arn?.split('/').at(-1);
      if (tokens !== 'optional' || endpoint !== 'enabled' || profile === undefined) return [];
      return [
        {
          target: foundTarget(record, INSTANCE, instance.InstanceId),
          seen: `Credentials of instance profile ${profile} are served without a token.`,
        },
      ];
    });
    return { findings, settling };
  },
};

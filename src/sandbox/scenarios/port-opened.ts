import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import { USUAL } from '../aws/demo/habits.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const portOpened: PlayableScenario = {
  id: 'port-opened',
  title: 'A port is opened by mistake',
  story: 'Vic works from the office and cannot reach a machine: “just for a moment” SSH is open to the whole world.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.vic, address: `${USUAL.office}.51`, userAgent: USUAL.cli },
      options,
      async ({ ec2 }, step) => {
        await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
        const found = await step('DescribeSecurityGroups', () =>
          ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }] })),
        );
        const GroupId = found?.SecurityGroups?.[0]?.GroupId;
        await step(
          'AuthorizeSecurityGroupIngress',
          () =>
            ec2.send(
              new AuthorizeSecurityGroupIngressCommand({
                GroupId,
                IpPermissions: [
                  {
                    IpProtocol: 'tcp',
                    FromPort: 22,
                    ToPort: 22,
                    IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'just for a moment' }],
                  },
                ],
              }),
            ),
          'InvalidPermission.Duplicate',
        );
      },
    ),
};

import { DescribeSecurityGroupsCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DEMO } from '../aws/demo/demo-account.ts';
import { USUAL } from '../aws/demo/habits.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const machineStandsOpen: PlayableScenario = {
  id: 'machine-stands-open',
  title: 'A machine stands open',
  story:
    'The pipeline launches a machine into a forgotten group that lets everybody in. Once Ada has armed the automation ' +
    '(/trail automations), it is deleted by itself.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.ciDeploy, address: `${USUAL.programs}.53`, userAgent: USUAL.boto },
      options,
      async ({ ec2 }, step) => {
        const found = await step('DescribeSecurityGroups', () =>
          ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: [DEMO.openGroup] }] })),
        );
        const group = found?.SecurityGroups?.[0]?.GroupId;
        await step('RunInstances', () =>
          ec2.send(
            new RunInstancesCommand({
              ImageId: aws.demo.imageId,
              InstanceType: 't3.small',
              MinCount: 1,
              MaxCount: 1,
              SecurityGroupIds: group === undefined ? [] : [group],
              TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'canary' }] }],
            }),
          ),
        );
      },
    ),
};

import { CreateImageCommand, DescribeInstancesCommand, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { USUAL } from '../aws/demo/habits.ts';
import { STRANGERS_ACCOUNT } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const insider: PlayableScenario = {
  id: 'insider',
  title: 'Somebody from inside',
  story:
    'On her last evening Mira makes a key in the name of the deployment, and gives an image of db-1 to an account of hers.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.mira, address: `${USUAL.office}.63`, userAgent: USUAL.cli },
      options,
      async ({ ec2, iam }, step) => {
        await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
        await step('ListAccessKeys', () => iam.send(new ListAccessKeysCommand({ UserName: 'ci-deploy' })));
        // Two are as many as a user may have.
        await step(
          'CreateAccessKey',
          () => iam.send(new CreateAccessKeyCommand({ UserName: 'ci-deploy' })),
          'LimitExceededException',
        );
        const image = await step('CreateImage', () =>
          ec2.send(
            new CreateImageCommand({
              InstanceId: aws.demo.instances.db1,
              Name: `db-1 ${new Date().toISOString().replaceAll(':', '-').slice(0, 23)}`,
              NoReboot: true,
            }),
          ),
        );
        await step('ModifyImageAttribute', () =>
          ec2.send(
            new ModifyImageAttributeCommand({
              ImageId: image?.ImageId,
              LaunchPermission: { Add: [{ UserId: STRANGERS_ACCOUNT }] },
            }),
          ),
        );
      },
    ),
};

import { DescribeInstancesCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand } from '@aws-sdk/client-iam';
import { AWAY, STRANGE } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { signedIn, visit } from './visitor.ts';

export const travels: PlayableScenario = {
  id: 'travels',
  title: 'Was that you?',
  story:
    "Somebody signs in with Ben's password from a hotel, without a second factor, and looks around. It may well be Ben: " +
    'let Rana ask him (“Ask the actor” on the card), and answer as Ben.',

  async play(aws, options) {
    const from = { address: AWAY.hotel, userAgent: STRANGE.macBrowser };
    const { name: userName, password } = aws.demo.traveller;
    const credentials = aws.signIn({
      userName,
      password,
      region: aws.demo.region,
      sourceIp: from.address,
      userAgent: from.userAgent,
    });
    await visit(aws, { credentials: signedIn(credentials), ...from }, options, async ({ ec2, iam }, step) => {
      await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
      await step('DescribeSecurityGroups', () => ec2.send(new DescribeSecurityGroupsCommand({})));
      await step('ListUsers', () => iam.send(new ListUsersCommand({})));
    });
  },
};

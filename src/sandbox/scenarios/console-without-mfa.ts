import { CreateAccessKeyCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { AWAY, STRANGE } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { signedIn, visit } from './visitor.ts';

export const consoleWithoutMfa: PlayableScenario = {
  id: 'console-without-mfa',
  title: 'A password was enough',
  story:
    'Jonas has no second factor. Somebody guesses his password, looks around in the console and makes themselves a key.',

  async play(aws, options) {
    const from = { address: AWAY.home, userAgent: STRANGE.browser };
    const { name: userName, password } = aws.demo.consoleUser;
    const attempt = (guess: string) =>
      aws.signIn({
        userName,
        password: guess,
        region: aws.demo.region,
        sourceIp: from.address,
        userAgent: from.userAgent,
      });
    attempt('Sommer2018!');
    const credentials = attempt(password);
    await visit(aws, { credentials: signedIn(credentials), ...from }, options, async ({ ec2, iam }, step) => {
      await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
      await step('ListUsers', () => iam.send(new ListUsersCommand({})));
      // Two are as many as a user may have.
      await step(
        'CreateAccessKey',
        () => iam.send(new CreateAccessKeyCommand({ UserName: userName })),
        'LimitExceededException',
      );
    });
  },
};

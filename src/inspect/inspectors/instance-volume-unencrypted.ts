import { foundTarget, type Finding, type Inspector } from '../inspector.ts';
import { INSTANCE, readInstances } from '../reads/instances.ts';

/** A disk of a new instance that anybody who gets a snapshot of it can read. */
export const instanceVolumeUnencrypted: Inspector = {
  rule: {
    id: 'instance-volume-unencrypted',
    title: 'A new instance has an unencrypted volume',
    level: 'informational',
    description: 'A snapshot of an unencrypted volume can be shared with anybody, and read by them without a key.',
    whatToDo: 'Turn on encryption by default for the Region, and launch the instance anew.',
    falsePositives: ['Accounts in which volumes are deliberately not encrypted.'],
    attack: ['T1530'],
  },
  after: ['ec2.amazonaws.com:RunInstances'],
  permissions: { read: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'] },

  async look(session, record) {
    const { instances, settling } = await readInstances(session, record);
    const volumeIds = instances.flatMap((instance) =>
      (instance.BlockDeviceMappings ?? []).flatMap((mapping) => mapping.Ebs?.VolumeId ?? []),
    );
    if (volumeIds.length === 0) return { findings: [], settling };
    const { output } = await session.call('ec2:DescribeVolumes', {
      Filters: [{ Name: 'volume-id', Values: volumeIds.slice(0, 200) }],
    });
    const findings = (output.Volumes ?? []).flatMap((volume): Finding[] => {
      const holder = volume.Attachments?.[0]?.InstanceId;
      if (holder === undefined || volume.Encrypted !== false) return [];
      return [
        {
          target: foundTarget(record, INSTANCE, holder),
          seen: `Its volume ${volume.VolumeId ?? ''} of ${volume.Size ?? '?'} GiB is not encrypted.`,
        },
      ];
    });
    return { findings, settling };
  },
};

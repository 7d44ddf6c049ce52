import { partitionOf } from '../../model/partition.ts';
import { isAwsError } from './answers.ts';
import { targetTags } from './instances.ts';
import { idOf, type Sharing } from './sharing.ts';

/** Snapshots of volumes, by the permission to create a volume of them. */
export const sharedSnapshots: Sharing = {
  noun: 'snapshot',
  service: 'EC2',
  change: () => 'ec2:ModifySnapshotAttribute',
  // Snapshots have no account in their ARNs.
  arn: ({ region }, id) => `arn:${partitionOf(region)}:ec2:${region}::snapshot/${id}`,

  carrier: (_session, id) => ({ type: 'AWS::EC2::Snapshot', names: [id] }),

  async read(session, id) {
    try {
      const { output } = await session.call('ec2:DescribeSnapshots', { SnapshotIds: [id] });
      const snapshot = output.Snapshots?.find(({ SnapshotId }) => SnapshotId === id);
      if (snapshot === undefined) return undefined;
      const attribute = await session.call('ec2:DescribeSnapshotAttribute', {
        SnapshotId: id,
        Attribute: 'createVolumePermission',
      });
      return {
        owner: snapshot.OwnerId,
        name: snapshot.Tags?.find(({ Key }) => Key === 'Name')?.Value,
        facts: [
          ...(snapshot.VolumeId === undefined ? [] : [`of ${snapshot.VolumeId}`]),
          ...(snapshot.VolumeSize === undefined ? [] : [`${snapshot.VolumeSize} GiB`]),
          ...(snapshot.Encrypted === true ? ['encrypted'] : []),
        ],
        tags: targetTags(snapshot.Tags),
        sharedWith: (attribute.output.CreateVolumePermissions ?? []).map(idOf),
      };
    } catch (error) {
      if (isAwsError(error, 'InvalidSnapshot.NotFound')) return undefined;
      throw error;
    }
  },

  async modify(session, id, how, whom) {
    const { requestId } = await session.call('ec2:ModifySnapshotAttribute', {
      SnapshotId: id,
      Attribute: 'createVolumePermission',
      OperationType: how === 'Add' ? 'add' : 'remove',
      ...(whom.UserId === undefined ? {} : { UserIds: [whom.UserId] }),
      ...(whom.Group === undefined ? {} : { GroupNames: [whom.Group] }),
    });
    return requestId;
  },
};

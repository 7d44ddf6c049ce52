import { namesFrom, nameTag, type Namer } from './namer.ts';

/** So many ids are asked about in one call; a filter takes two hundred (EC2, "Filter your resources"). */
const MOST = 50;

/** Instances by their Name tag. Filters, not ids: one that is gone would have the whole call refused. */
export const instanceNames: Namer = {
  types: ['AWS::EC2::Instance'],
  permissions: ['ec2:DescribeInstances'],
  most: MOST,
  async read(session, ids) {
    const { output } = await session.call('ec2:DescribeInstances', {
      Filters: [{ Name: 'instance-id', Values: [...ids] }],
    });
    const found = (output.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
    return namesFrom(found.map(({ InstanceId, Tags }) => [InstanceId, nameTag(Tags)]));
  },
};

export const volumeNames: Namer = {
  types: ['AWS::EC2::Volume'],
  permissions: ['ec2:DescribeVolumes'],
  most: MOST,
  async read(session, ids) {
    const { output } = await session.call('ec2:DescribeVolumes', {
      Filters: [{ Name: 'volume-id', Values: [...ids] }],
    });
    return namesFrom((output.Volumes ?? []).map(({ VolumeId, Tags }) => [VolumeId, nameTag(Tags)]));
  },
};

export const snapshotNames: Namer = {
  types: ['AWS::EC2::Snapshot'],
  permissions: ['ec2:DescribeSnapshots'],
  most: MOST,
  async read(session, ids) {
    const { output } = await session.call('ec2:DescribeSnapshots', {
      Filters: [{ Name: 'snapshot-id', Values: [...ids] }],
    });
    return namesFrom((output.Snapshots ?? []).map(({ SnapshotId, Tags }) => [SnapshotId, nameTag(Tags)]));
  },
};

/** Images have a name of their own, which their owner chose. */
export const imageNames: Namer = {
  types: ['AWS::EC2::Image'],
  permissions: ['ec2:DescribeImages'],
  most: MOST,
  async read(session, ids) {
    const { output } = await session.call('ec2:DescribeImages', { Filters: [{ Name: 'image-id', Values: [...ids] }] });
    return namesFrom((output.Images ?? []).map(({ ImageId, Name }) => [ImageId, Name]));
  },
};

export const groupNames: Namer = {
  types: ['AWS::EC2::SecurityGroup'],
  permissions: ['ec2:DescribeSecurityGroups'],
  most: MOST,
  async read(session, ids) {
    const { output } = await session.call('ec2:DescribeSecurityGroups', {
      Filters: [{ Name: 'group-id', Values: [...ids] }],
    });
    return namesFrom((output.SecurityGroups ?? []).map(({ GroupId, GroupName }) => [GroupId, GroupName]));
  },
};

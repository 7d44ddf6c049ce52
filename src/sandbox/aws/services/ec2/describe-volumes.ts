import { DescribeVolumes$ } from '@aws-sdk/client-ec2';
import type { DescribeVolumesRequest, DescribeVolumesResult, Volume } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { VolumeRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { checkDryRun } from './refusals.ts';
import { regionOf } from './regional.ts';
import { page, select, tagList, tagValues } from './select.ts';

const FILTERS = [
  'attachment.delete-on-termination',
  'attachment.device',
  'attachment.instance-id',
  'attachment.status',
  'availability-zone',
  'status',
  'tag-key',
  'volume-id',
  'volume-type',
];

export const describeVolumes = defineOperation<DescribeVolumesRequest, DescribeVolumesResult>({
  schema: DescribeVolumes$,
  readOnly: true,
  supports: ['VolumeIds', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeVolumes', resource: '*' }],

  run(input, call) {
    const { volumes } = regionOf(call);
    const ids = input.VolumeIds ?? [];
    for (const id of ids) {
      if (!volumes.has(id)) throw new AwsRefusal('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    }
    const named = [...volumes.values()].filter((one) => ids.length === 0 || ids.includes(one.id));
    const chosen = select(named, input.Filters, FILTERS, filterValues);
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return { Volumes: items.map(viewVolume), ...(next === undefined ? {} : { NextToken: next }) };
  },

  record: {
    request: ({ VolumeIds, Filters, ...rest }) => ({
      ...scalars(rest),
      volumeSet: itemSet('volumeId', VolumeIds),
      filterSet: filterSet(Filters),
    }),
  },
});

function viewVolume(volume: VolumeRecord): Volume {
  const created = new Date(volume.createdAt);
  return {
    VolumeId: volume.id,
    Size: volume.size,
    SnapshotId: '',
    AvailabilityZone: volume.zone,
    State: volume.attached ? 'in-use' : 'available',
    CreateTime: created,
    Attachments: volume.attached
      ? [
          {
            VolumeId: volume.id,
            InstanceId: volume.instanceId,
            Device: volume.device,
            State: 'attached',
            AttachTime: created,
            DeleteOnTermination: volume.deleteOnTermination,
          },
        ]
      : [],
    Tags: tagList(volume.tags),
    VolumeType: volume.type as NonNullable<Volume['VolumeType']>,
    Encrypted: false,
    MultiAttachEnabled: false,
  };
}

function filterValues(volume: VolumeRecord, filter: string): readonly string[] | undefined {
  switch (filter) {
    case 'attachment.delete-on-termination':
      return volume.attached ? [String(volume.deleteOnTermination)] : [];
    case 'attachment.device':
      return volume.attached ? [volume.device] : [];
    case 'attachment.instance-id':
      return volume.attached ? [volume.instanceId] : [];
    case 'attachment.status':
      return volume.attached ? ['attached'] : ['detached'];
    case 'availability-zone':
      return [volume.zone];
    case 'status':
      return [volume.attached ? 'in-use' : 'available'];
    case 'volume-id':
      return [volume.id];
    case 'volume-type':
      return [volume.type];
    default:
      return tagValues(volume.tags, filter);
  }
}

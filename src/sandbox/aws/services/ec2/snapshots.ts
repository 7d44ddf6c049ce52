import { CreateSnapshot$, DeleteSnapshot$, DescribeSnapshots$ } from '@aws-sdk/client-ec2';
import type {
  CreateSnapshotRequest,
  DeleteSnapshotRequest,
  DescribeSnapshotsRequest,
  DescribeSnapshotsResult,
  Snapshot,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { Ec2Region, SnapshotRecord, VolumeRecord } from '../../state/ec2.ts';
import { ec2Id } from '../../state/ids.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { checkDryRun, snapshotNotFound } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { recordTagSpecifications } from './rule-record.ts';
import { page, select, tagList, tagValues } from './select.ts';
import { createTagsDemands, requestTagContext, resourceTagContext, tagsFor } from './tag-input.ts';

/** "SnapshotCreationPerVolumeRateExceeded: … Wait at least 15 seconds between concurrent volume snapshots." (error codes) */
const BETWEEN_MS = 15_000;

const FILTERS = ['description', 'owner-id', 'snapshot-id', 'status', 'tag-key', 'volume-id'];

export const createSnapshot = defineOperation<CreateSnapshotRequest, Snapshot>({
  schema: CreateSnapshot$,
  readOnly: false,
  supports: ['VolumeId', 'Description', 'TagSpecifications', 'DryRun'],
  // "Actions, resources, and condition keys for Amazon EC2": both the volume and the snapshot, whose ARN has no account.
  demands: (input, call) => {
    const action = 'ec2:CreateSnapshot';
    const id = input.VolumeId ?? '*';
    const tags = (input.TagSpecifications ?? []).flatMap((one) => one.Tags ?? []);
    const volume = regionOf(call).volumes.get(id);
    return [
      {
        action,
        resource: ec2Arn(call, 'volume', id),
        ...(volume === undefined ? {} : { context: resourceTagContext(volume.tags) }),
      },
      { action, resource: `arn:aws:ec2:${call.region}::snapshot/*`, context: requestTagContext(tags) },
      ...createTagsDemands(call, 'CreateSnapshot', input.TagSpecifications),
    ];
  },

  run(input, call) {
    const region = regionOf(call);
    const id = input.VolumeId ?? '';
    const volume = region.volumes.get(id);
    if (volume === undefined) throw new AwsRefusal('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    const concurrent = [...region.snapshots.values()].some(
      (one) => one.volumeId === id && one.state === 'pending' && one.startedAt > call.now - BETWEEN_MS,
    );
    if (concurrent) {
      throw new AwsRefusal(
        'SnapshotCreationPerVolumeRateExceeded',
        'The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing or variable sleep interval between requests.',
      );
    }
    const tags = tagsFor('snapshot', input.TagSpecifications, call);
    checkDryRun(input.DryRun);
    return viewSnapshot(take(volume, region, call, { description: input.Description ?? '', tags }), call);
  },

  record: {
    request: (input) => ({
      volumeId: input.VolumeId ?? '',
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.TagSpecifications === undefined
        ? {}
        : { tagSpecificationSet: recordTagSpecifications(input.TagSpecifications) }),
    }),
    touched: (input, output) => [
      { type: 'AWS::EC2::Volume', name: input.VolumeId ?? '' },
      ...(output?.SnapshotId === undefined ? [] : [{ type: 'AWS::EC2::Snapshot', name: output.SnapshotId }]),
    ],
  },
});

export const describeSnapshots = defineOperation<DescribeSnapshotsRequest, DescribeSnapshotsResult>({
  schema: DescribeSnapshots$,
  readOnly: true,
  supports: ['SnapshotIds', 'OwnerIds', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeSnapshots', resource: '*' }],

  run(input, call) {
    const { snapshots } = regionOf(call);
    const ids = input.SnapshotIds ?? [];
    for (const id of ids) {
      if (!snapshots.has(id)) throw snapshotNotFound(id);
    }
    const owners = (input.OwnerIds ?? []).map((owner) => (owner === 'self' ? call.account.id : owner));
    // Only the account's own snapshots are here; those of others that are public EC2 would list as well.
    const named = [...snapshots.values()].filter(
      (one) => (ids.length === 0 || ids.includes(one.id)) && (owners.length === 0 || owners.includes(call.account.id)),
    );
    const chosen = select(named, input.Filters, FILTERS, (one, filter) => filterValues(one, filter, call));
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      Snapshots: items.map((one) => viewSnapshot(one, call)),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ SnapshotIds, OwnerIds, Filters, ...rest }) => ({
      ...scalars(rest),
      snapshotSet: itemSet('snapshotId', SnapshotIds),
      ownersSet: itemSet('owner', OwnerIds),
      filterSet: filterSet(Filters),
    }),
  },
});

export const deleteSnapshot = defineOperation<DeleteSnapshotRequest, object>({
  schema: DeleteSnapshot$,
  readOnly: false,
  supports: ['SnapshotId', 'DryRun'],
  demands: (input, call) => [
    {
      action: 'ec2:DeleteSnapshot',
      resource: `arn:aws:ec2:${call.region}::snapshot/${input.SnapshotId ?? '*'}`,
      context: resourceTagContext(regionOf(call).snapshots.get(input.SnapshotId ?? '')?.tags ?? new Map()),
    },
  ],

  run(input, call) {
    const { snapshots } = regionOf(call);
    const id = input.SnapshotId ?? '';
    if (!snapshots.has(id)) throw snapshotNotFound(id);
    checkDryRun(input.DryRun);
    snapshots.delete(id);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [{ type: 'AWS::EC2::Snapshot', name: input.SnapshotId ?? '' }] },
});

/** Begins at once with what the volume holds now, and takes its time to be complete. */
function take(
  volume: VolumeRecord,
  region: Ec2Region,
  { account, now, region: name }: Call,
  more: { readonly description: string; readonly tags: Map<string, string> },
): SnapshotRecord {
  const id = ec2Id('snap');
  const snapshot: SnapshotRecord = {
    id,
    arn: `arn:aws:ec2:${name}::snapshot/${id}`,
    volumeId: volume.id,
    size: volume.size,
    startedAt: now,
    state: 'pending',
    sharedWith: new Set(),
    ...more,
  };
  region.snapshots.set(id, snapshot);
  account.schedule.after(account.settings.transitionMs, () => {
    snapshot.state = 'completed';
    account.changed();
  });
  account.changed();
  return snapshot;
}

function viewSnapshot(snapshot: SnapshotRecord, call: Call): Snapshot {
  return {
    SnapshotId: snapshot.id,
    VolumeId: snapshot.volumeId,
    State: snapshot.state,
    StartTime: new Date(snapshot.startedAt),
    Progress: snapshot.state === 'completed' ? '100%' : '',
    OwnerId: call.account.id,
    Description: snapshot.description,
    VolumeSize: snapshot.size,
    Encrypted: false,
    ...(snapshot.tags.size === 0 ? {} : { Tags: tagList(snapshot.tags) }),
  };
}

function filterValues(snapshot: SnapshotRecord, filter: string, call: Call): readonly string[] | undefined {
  switch (filter) {
    case 'description':
      return [snapshot.description];
    case 'owner-id':
      return [call.account.id];
    case 'snapshot-id':
      return [snapshot.id];
    case 'status':
      return [snapshot.state];
    case 'volume-id':
      return [snapshot.volumeId];
    default:
      return tagValues(snapshot.tags, filter);
  }
}

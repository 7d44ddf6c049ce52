import { DescribeSnapshotAttribute$, ModifySnapshotAttribute$ } from '@aws-sdk/client-ec2';
import type {
  CreateVolumePermission,
  CreateVolumePermissionModifications,
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult,
  ModifySnapshotAttributeRequest,
  PermissionGroup,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import type { SnapshotRecord } from '../../state/ec2.ts';
import { checkDryRun, invalidCombination, invalidValue, snapshotNotFound } from './refusals.ts';
import { regionOf } from './regional.ts';
import { changeSharing, recordSharing, viewGrantees } from './sharing.ts';
import { resourceTagContext } from './tag-input.ts';

function ownSnapshot(id: string, call: Call): SnapshotRecord {
  const snapshot = regionOf(call).snapshots.get(id);
  if (snapshot === undefined) throw snapshotNotFound(id);
  return snapshot;
}

function demands(action: string, id: string, call: Call): readonly Demand[] {
  const snapshot = regionOf(call).snapshots.get(id);
  return [
    {
      action,
      resource: `arn:aws:ec2:${call.region}::snapshot/${id}`,
      context: {
        'ec2:SnapshotID': id,
        'ec2:Owner': snapshot === undefined ? undefined : call.account.id,
        ...resourceTagContext(snapshot?.tags ?? new Map()),
      },
    },
  ];
}

const ATTRIBUTE = 'CREATE_VOLUME_PERMISSION';

export const describeSnapshotAttribute = defineOperation<
  DescribeSnapshotAttributeRequest,
  DescribeSnapshotAttributeResult
>({
  schema: DescribeSnapshotAttribute$,
  readOnly: true,
  supports: ['Attribute', 'SnapshotId', 'DryRun'],
  demands: (input, call) => demands('ec2:DescribeSnapshotAttribute', input.SnapshotId ?? '', call),

  run(input, call) {
    const snapshot = ownSnapshot(input.SnapshotId ?? '', call);
    if (input.Attribute !== 'createVolumePermission') throw invalidValue(input.Attribute ?? '', 'attribute');
    checkDryRun(input.DryRun);
    return {
      SnapshotId: snapshot.id,
      CreateVolumePermissions: viewGrantees<CreateVolumePermission>(snapshot.sharedWith),
    };
  },

  record: {
    request: (input) => ({ attributeType: ATTRIBUTE, snapshotId: input.SnapshotId ?? '' }),
    touched: (input) => [{ type: 'AWS::EC2::Snapshot', name: input.SnapshotId ?? '' }],
  },
});

export const modifySnapshotAttribute = defineOperation<ModifySnapshotAttributeRequest, object>({
  schema: ModifySnapshotAttribute$,
  readOnly: false,
  supports: ['Attribute', 'SnapshotId', 'CreateVolumePermission', 'OperationType', 'UserIds', 'GroupNames', 'DryRun'],
  demands: (input, call) => demands('ec2:ModifySnapshotAttribute', input.SnapshotId ?? '', call),

  run(input, call) {
    const snapshot = ownSnapshot(input.SnapshotId ?? '', call);
    if (input.Attribute !== undefined && input.Attribute !== 'createVolumePermission') {
      throw invalidValue(input.Attribute, 'attribute');
    }
    checkForm(input);
    const shared = changeSharing(snapshot.sharedWith, modificationsOf(input));
    checkDryRun(input.DryRun);
    snapshot.sharedWith = shared;
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({
      attributeType: ATTRIBUTE,
      snapshotId: input.SnapshotId ?? '',
      createVolumePermission: recordSharing(modificationsOf(input)),
    }),
    touched: (input) => [{ type: 'AWS::EC2::Snapshot', name: input.SnapshotId ?? '' }],
  },
});

/** Both forms of the request are recorded alike ("API_ModifySnapshotAttribute": CreateVolumePermission, or OperationType). */
function modificationsOf({
  CreateVolumePermission: modifications,
  OperationType,
  UserIds = [],
  GroupNames = [],
}: ModifySnapshotAttributeRequest): CreateVolumePermissionModifications {
  if (modifications !== undefined) return modifications;
  const grantees: CreateVolumePermission[] = [
    ...UserIds.map((UserId) => ({ UserId })),
    ...GroupNames.map((Group) => ({ Group: Group as PermissionGroup })),
  ];
  return OperationType === 'remove' ? { Remove: grantees } : { Add: grantees };
}

/** One of the two forms, and a whole one. */
function checkForm(input: ModifySnapshotAttributeRequest): void {
  const older = [...(input.UserIds ?? []), ...(input.GroupNames ?? [])].length > 0;
  if (older === (input.CreateVolumePermission !== undefined)) throw invalidCombination('No attributes specified.');
  if (older && input.OperationType !== 'add' && input.OperationType !== 'remove') {
    throw invalidValue(input.OperationType ?? '', 'operationType');
  }
}

import {
  AddUserToGroup$,
  CreateGroup$,
  DeleteGroup$,
  GetGroup$,
  ListGroupsForUser$,
  RemoveUserFromGroup$,
} from '@aws-sdk/client-iam';
import type {
  AddUserToGroupRequest,
  CreateGroupRequest,
  CreateGroupResponse,
  DeleteGroupRequest,
  GetGroupRequest,
  GetGroupResponse,
  Group as GroupView,
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
  RemoveUserFromGroupRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand, Touched } from '../../operation.ts';
import { groupsOf } from '../../state/account.ts';
import { iamId } from '../../state/ids.ts';
import type { Group } from '../../state/principals.ts';
import { findUser, listPage, onUser, viewUser } from './entities.ts';
import { alreadyExists, checkName, deleteConflict, limitExceeded, noSuch } from './refusals.ts';
import { touchedUser } from './touched.ts';

export const createGroup = defineOperation<CreateGroupRequest, CreateGroupResponse>({
  schema: CreateGroup$,
  readOnly: false,
  supports: ['GroupName', 'Path'],
  demands: (input, call) => onGroup('iam:CreateGroup', input.GroupName, call),

  run(input, call) {
    const name = input.GroupName ?? '';
    checkName(name, 'groupName', 128);
    if ([...call.account.groups.keys()].some((one) => one.toLowerCase() === name.toLowerCase())) {
      throw alreadyExists(`Group with name ${name} already exists.`);
    }
    const path = input.Path ?? '/';
    const group: Group = {
      name,
      path,
      id: iamId('AGPA'),
      arn: `arn:aws:iam::${call.account.id}:group${path}${name}`,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: new Map(),
      inline: new Map(),
      attached: new Set(),
      members: new Set(),
    };
    call.account.groups.set(name, group);
    call.account.changed();
    return { Group: viewGroup(group) };
  },

  record: { touched: (input) => touchedGroup(input.GroupName) },
});

export const addUserToGroup = defineOperation<AddUserToGroupRequest, object>({
  schema: AddUserToGroup$,
  readOnly: false,
  supports: ['GroupName', 'UserName'],
  demands: (input, call) => onGroup('iam:AddUserToGroup', input.GroupName, call),

  run(input, call) {
    const group = findGroup(call, input.GroupName);
    const user = findUser(call.account, input.UserName ?? '');
    // "Groups an IAM user can be a member of: 10" ("IAM and AWS STS quotas", IAM User Guide).
    if (!group.members.has(user.name) && groupsOf(call.account, user.name).length >= 10) {
      throw limitExceeded('Cannot exceed quota for GroupsPerUser: 10');
    }
    group.members.add(user.name);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [...touchedUser(input.UserName), ...touchedGroup(input.GroupName)] },
});

export const removeUserFromGroup = defineOperation<RemoveUserFromGroupRequest, object>({
  schema: RemoveUserFromGroup$,
  readOnly: false,
  supports: ['GroupName', 'UserName'],
  demands: (input, call) => onGroup('iam:RemoveUserFromGroup', input.GroupName, call),

  run(input, call) {
    const group = findGroup(call, input.GroupName);
    // Who is not in it is removed all the same (API_RemoveUserFromGroup knows no error for that).
    group.members.delete(findUser(call.account, input.UserName ?? '').name);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [...touchedUser(input.UserName), ...touchedGroup(input.GroupName)] },
});

export const listGroupsForUser = defineOperation<ListGroupsForUserRequest, ListGroupsForUserResponse>({
  schema: ListGroupsForUser$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListGroupsForUser', input.UserName ?? '', call),

  run(input, call) {
    const user = findUser(call.account, input.UserName ?? '');
    const { items, ...rest } = listPage(groupsOf(call.account, user.name), input);
    return { ...rest, Groups: items.map(viewGroup) };
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const getGroup = defineOperation<GetGroupRequest, GetGroupResponse>({
  schema: GetGroup$,
  readOnly: true,
  supports: ['GroupName', 'Marker', 'MaxItems'],
  demands: (input, call) => onGroup('iam:GetGroup', input.GroupName, call),

  run(input, call) {
    const group = findGroup(call, input.GroupName);
    const { items, ...rest } = listPage([...group.members].toSorted(), input);
    return { ...rest, Group: viewGroup(group), Users: items.map((name) => viewUser(findUser(call.account, name))) };
  },

  record: { touched: (input) => touchedGroup(input.GroupName) },
});

export const deleteGroup = defineOperation<DeleteGroupRequest, object>({
  schema: DeleteGroup$,
  readOnly: false,
  supports: ['GroupName'],
  demands: (input, call) => onGroup('iam:DeleteGroup', input.GroupName, call),

  run(input, call) {
    const group = findGroup(call, input.GroupName);
    // "The group must not contain any users or have any attached policies" (API_DeleteGroup).
    if (group.members.size > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.');
    if (group.attached.size > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (group.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    call.account.groups.delete(group.name);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedGroup(input.GroupName) },
});

export function findGroup(call: Call, name: string | undefined): Group {
  const group = call.account.groups.get(name ?? '');
  if (group === undefined) throw noSuch(`The group with name ${name ?? ''} cannot be found.`);
  return group;
}

export function onGroup(
  action: string,
  name: string | undefined,
  call: Call,
  context: Demand['context'] = {},
): readonly Demand[] {
  const arn = call.account.groups.get(name ?? '')?.arn ?? `arn:aws:iam::${call.account.id}:group/${name ?? ''}`;
  return [{ action, resource: arn, context }];
}

function viewGroup(group: Group): GroupView {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.createdAt),
  };
}

export function touchedGroup(name: string | undefined): readonly Touched[] {
  return name === undefined ? [] : [{ type: 'AWS::IAM::Group', name }];
}

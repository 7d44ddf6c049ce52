import { CreateUser$, DeleteUser$, GetUser$, ListUsers$ } from '@aws-sdk/client-iam';
import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserRequest,
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { groupsOf } from '../../state/account.ts';
import { iamId } from '../../state/ids.ts';
import { findUser, listPage, nameOrCaller, onUser, userArn, viewUser } from './entities.ts';
import { alreadyExists, checkName, deleteConflict, validationError } from './refusals.ts';
import { touchedUser } from './touched.ts';

export const createUser = defineOperation<CreateUserRequest, CreateUserResponse>({
  schema: CreateUser$,
  readOnly: false,
  supports: ['UserName', 'Path', 'Tags'],
  demands: (input, call) =>
    onUser(
      'iam:CreateUser',
      input.UserName ?? '',
      call,
      Object.fromEntries((input.Tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
    ),

  run(input, call) {
    const name = input.UserName ?? '';
    checkName(name, 'userName');
    const path = input.Path ?? '/';
    if (!/^\/(?:[!-~]+\/)?$/.test(path)) throw validationError('The specified value for path is invalid.');
    // Names are unique without regard to case (API_CreateUser).
    if ([...call.account.users.keys()].some((one) => one.toLowerCase() === name.toLowerCase())) {
      throw alreadyExists(`User with name ${name} already exists.`);
    }
    const user = {
      name,
      path,
      id: iamId('AIDA'),
      arn: `arn:aws:iam::${call.account.id}:user${path}${name}`,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      inline: new Map(),
      attached: new Set<string>(),
      keys: new Map(),
      mfaDevices: [],
    };
    call.account.users.set(name, user);
    call.account.changed();
    return { User: viewUser(user) };
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const getUser = defineOperation<GetUserRequest, GetUserResponse>({
  schema: GetUser$,
  readOnly: true,
  supports: ['UserName'],
  demands: (input, call) => onUser('iam:GetUser', nameOrCaller(input.UserName, call), call),
  run: (input, call) => ({ User: viewUser(findUser(call.account, nameOrCaller(input.UserName, call))) }),
  record: { touched: (input) => touchedUser(input.UserName) },
});

export const listUsers = defineOperation<ListUsersRequest, ListUsersResponse>({
  schema: ListUsers$,
  readOnly: true,
  supports: ['PathPrefix', 'Marker', 'MaxItems'],
  demands: (_input, call) => [{ action: 'iam:ListUsers', resource: userArn(call, '') }],

  run(input, call) {
    const users = [...call.account.users.values()]
      .filter((user) => user.path.startsWith(input.PathPrefix ?? '/'))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...rest } = listPage(users, input);
    // Tags are not part of lists (API_ListUsers).
    return { ...rest, Users: items.map((user) => ({ ...viewUser(user), Tags: undefined })) };
  },
});

export const deleteUser = defineOperation<DeleteUserRequest, object>({
  schema: DeleteUser$,
  readOnly: false,
  supports: ['UserName'],
  demands: (input, call) => onUser('iam:DeleteUser', input.UserName ?? '', call),

  run(input, call) {
    const user = findUser(call.account, input.UserName ?? '');
    // "You must delete the items attached to the user manually, or the deletion fails" (API_DeleteUser).
    if (user.keys.size > 0) throw deleteConflict('Cannot delete entity, must delete access keys first.');
    if (user.loginProfile !== undefined) throw deleteConflict('Cannot delete entity, must delete login profile first.');
    if (user.attached.size > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (user.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    if (groupsOf(call.account, user.name).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    if (user.mfaDevices.length > 0) throw deleteConflict('Cannot delete entity, must delete MFA device first.');
    call.account.users.delete(user.name);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

import { CreateRole$, DeleteRole$, GetRole$, ListRoles$, UpdateAssumeRolePolicy$ } from '@aws-sdk/client-iam';
import type {
  CreateRoleRequest,
  CreateRoleResponse,
  DeleteRoleRequest,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { iamId } from '../../state/ids.ts';
import { findModifiableRole, findRole, listPage, onRole, roleArn, viewRole } from './entities.ts';
import { alreadyExists, checkName, deleteConflict, readPolicy, validationError } from './refusals.ts';
import { touchedRole } from './touched.ts';

export const createRole = defineOperation<CreateRoleRequest, CreateRoleResponse>({
  schema: CreateRole$,
  readOnly: false,
  supports: ['RoleName', 'Path', 'AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'Tags'],
  demands: (input, call) => onRole('iam:CreateRole', input.RoleName ?? '', call),

  run(input, call) {
    const name = input.RoleName ?? '';
    checkName(name, 'roleName');
    if ([...call.account.roles.keys()].some((one) => one.toLowerCase() === name.toLowerCase())) {
      throw alreadyExists(`Role with name ${name} already exists.`);
    }
    const longest = input.MaxSessionDuration ?? 3600;
    if (longest < 3600 || longest > 43_200) {
      throw validationError(
        `1 validation error detected: Value '${longest}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
      );
    }
    const path = input.Path ?? '/';
    const role = {
      name,
      path,
      id: iamId('AROA'),
      arn: `arn:aws:iam::${call.account.id}:role${path}${name}`,
      createdAt: Math.floor(call.now / 1000) * 1000,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      inline: new Map(),
      attached: new Set<string>(),
      trust: readPolicy(input.AssumeRolePolicyDocument ?? '', 'trust'),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionDuration: longest,
    };
    call.account.roles.set(name, role);
    call.account.changed();
    // The answer to CreateRole does not repeat description and session length (API_CreateRole, example).
    const { Description: _description, MaxSessionDuration: _duration, ...view } = viewRole(role);
    return { Role: view };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const getRole = defineOperation<GetRoleRequest, GetRoleResponse>({
  schema: GetRole$,
  readOnly: true,
  supports: ['RoleName'],
  demands: (input, call) => onRole('iam:GetRole', input.RoleName ?? '', call),

  run(input, call) {
    const role = findRole(call.account, input.RoleName ?? '');
    const { at, region } = role.lastUsed ?? {};
    // Lists tell neither that nor the boundary (API_ListRoles); a role that nobody used has an empty one (API_RoleLastUsed).
    const used = at === undefined ? {} : { LastUsedDate: new Date(at), Region: region };
    return { Role: { ...viewRole(role), RoleLastUsed: used } };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const listRoles = defineOperation<ListRolesRequest, ListRolesResponse>({
  schema: ListRoles$,
  readOnly: true,
  supports: ['PathPrefix', 'Marker', 'MaxItems'],
  demands: (_input, call) => [{ action: 'iam:ListRoles', resource: roleArn(call, '') }],

  run(input, call) {
    const roles = [...call.account.roles.values()]
      .filter((role) => role.path.startsWith(input.PathPrefix ?? '/'))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...rest } = listPage(roles, input);
    return {
      ...rest,
      Roles: items.map((role) => ({ ...viewRole(role), Tags: undefined, PermissionsBoundary: undefined })),
    };
  },
});

export const deleteRole = defineOperation<DeleteRoleRequest, object>({
  schema: DeleteRole$,
  readOnly: false,
  supports: ['RoleName'],
  demands: (input, call) => onRole('iam:DeleteRole', input.RoleName ?? '', call),

  run(input, call) {
    const { account } = call;
    const role = findModifiableRole(account, input.RoleName ?? '');
    // "You must delete the items attached to the role manually, or the deletion fails" (API_DeleteRole).
    if (role.attached.size > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (role.inline.size > 0) throw deleteConflict('Cannot delete entity, must delete policies first.');
    if ([...account.profiles.values()].some((profile) => profile.role === role.name)) {
      throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
    }
    account.roles.delete(role.name);
    account.changed();
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const updateAssumeRolePolicy = defineOperation<UpdateAssumeRolePolicyRequest, object>({
  schema: UpdateAssumeRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyDocument'],
  demands: (input, call) => onRole('iam:UpdateAssumeRolePolicy', input.RoleName ?? '', call),

  run(input, call) {
    findModifiableRole(call.account, input.RoleName ?? '').trust = readPolicy(input.PolicyDocument ?? '', 'trust');
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

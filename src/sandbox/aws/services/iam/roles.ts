import { AttachRolePolicy$, CreateRole$, GetRole$, ListRoles$, PutRolePolicy$ } from '@aws-sdk/client-iam';
import type {
  AttachRolePolicyRequest,
  CreateRoleRequest,
  CreateRoleResponse,
  GetRoleRequest,
  GetRoleResponse,
  ListRolesRequest,
  ListRolesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { iamId } from '../../state/ids.ts';
import { findRole, listPage, onRole, roleArn, viewRole } from './entities.ts';
import { alreadyExists, checkName, readPolicy, validationError } from './refusals.ts';
import { touchedPolicy, touchedRole } from './touched.ts';
import { attachPolicy, putPolicy } from './user-policies.ts';

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
  run: (input, call) => ({ Role: viewRole(findRole(call.account, input.RoleName ?? '')) }),
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
    return { ...rest, Roles: items.map((role) => ({ ...viewRole(role), Tags: undefined })) };
  },
});

export const attachRolePolicy = defineOperation<AttachRolePolicyRequest, object>({
  schema: AttachRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyArn'],
  demands: (input, call) =>
    onRole('iam:AttachRolePolicy', input.RoleName ?? '', call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    attachPolicy(findRole(call.account, input.RoleName ?? ''), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedRole(input.RoleName), ...touchedPolicy(input.PolicyArn)] },
});

export const putRolePolicy = defineOperation<PutRolePolicyRequest, object>({
  schema: PutRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyName', 'PolicyDocument'],
  demands: (input, call) => onRole('iam:PutRolePolicy', input.RoleName ?? '', call),

  run(input, call) {
    putPolicy(findRole(call.account, input.RoleName ?? ''), input.PolicyName ?? '', input.PolicyDocument ?? '', call);
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

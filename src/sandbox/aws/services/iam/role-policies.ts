import {
  AttachRolePolicy$,
  DeleteRolePolicy$,
  DetachRolePolicy$,
  GetRolePolicy$,
  ListAttachedRolePolicies$,
  ListRolePolicies$,
  PutRolePolicy$,
} from '@aws-sdk/client-iam';
import type {
  AttachRolePolicyRequest,
  DeleteRolePolicyRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { findModifiableRole, findRole, listPage, onRole } from './entities.ts';
import { touchedPolicy, touchedRole } from './touched.ts';
import {
  attachPolicy,
  deletePolicyOf,
  detachPolicy,
  inlinePolicyOf,
  putPolicy,
  viewAttached,
} from './user-policies.ts';

export const attachRolePolicy = defineOperation<AttachRolePolicyRequest, object>({
  schema: AttachRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyArn'],
  demands: (input, call) =>
    onRole('iam:AttachRolePolicy', input.RoleName ?? '', call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    attachPolicy(findModifiableRole(call.account, input.RoleName ?? ''), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedRole(input.RoleName), ...touchedPolicy(input.PolicyArn)] },
});

export const detachRolePolicy = defineOperation<DetachRolePolicyRequest, object>({
  schema: DetachRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyArn'],
  demands: (input, call) =>
    onRole('iam:DetachRolePolicy', input.RoleName ?? '', call, { 'iam:PolicyARN': input.PolicyArn }),

  run(input, call) {
    detachPolicy(findModifiableRole(call.account, input.RoleName ?? ''), input.PolicyArn ?? '', call);
    return {};
  },

  record: { touched: (input) => [...touchedRole(input.RoleName), ...touchedPolicy(input.PolicyArn)] },
});

export const listAttachedRolePolicies = defineOperation<
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse
>({
  schema: ListAttachedRolePolicies$,
  readOnly: true,
  supports: ['RoleName', 'Marker', 'MaxItems'],
  demands: (input, call) => onRole('iam:ListAttachedRolePolicies', input.RoleName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findRole(call.account, input.RoleName ?? '').attached], input);
    return { ...rest, AttachedPolicies: viewAttached(items, call) };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const putRolePolicy = defineOperation<PutRolePolicyRequest, object>({
  schema: PutRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyName', 'PolicyDocument'],
  demands: (input, call) => onRole('iam:PutRolePolicy', input.RoleName ?? '', call),

  run(input, call) {
    const role = findModifiableRole(call.account, input.RoleName ?? '');
    putPolicy(role, input.PolicyName ?? '', input.PolicyDocument ?? '', call);
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const getRolePolicy = defineOperation<GetRolePolicyRequest, GetRolePolicyResponse>({
  schema: GetRolePolicy$,
  readOnly: true,
  supports: ['RoleName', 'PolicyName'],
  demands: (input, call) => onRole('iam:GetRolePolicy', input.RoleName ?? '', call),

  run(input, call) {
    const role = findRole(call.account, input.RoleName ?? '');
    const { name, document } = inlinePolicyOf(role, input.PolicyName, 'role');
    return { RoleName: role.name, PolicyName: name, PolicyDocument: document };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const deleteRolePolicy = defineOperation<DeleteRolePolicyRequest, object>({
  schema: DeleteRolePolicy$,
  readOnly: false,
  supports: ['RoleName', 'PolicyName'],
  demands: (input, call) => onRole('iam:DeleteRolePolicy', input.RoleName ?? '', call),

  run(input, call) {
    deletePolicyOf(findModifiableRole(call.account, input.RoleName ?? ''), input.PolicyName, 'role', call);
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const listRolePolicies = defineOperation<ListRolePoliciesRequest, ListRolePoliciesResponse>({
  schema: ListRolePolicies$,
  readOnly: true,
  supports: ['RoleName', 'Marker', 'MaxItems'],
  demands: (input, call) => onRole('iam:ListRolePolicies', input.RoleName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findRole(call.account, input.RoleName ?? '').inline.keys()], input);
    return { ...rest, PolicyNames: items };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

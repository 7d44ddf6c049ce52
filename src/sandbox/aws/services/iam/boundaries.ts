import { DeleteRolePermissionsBoundary$, PutRolePermissionsBoundary$ } from '@aws-sdk/client-iam';
import type { DeleteRolePermissionsBoundaryRequest, PutRolePermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { findModifiableRole, onRole } from './entities.ts';
import { noSuch, validationError } from './refusals.ts';
import { touchedRole } from './touched.ts';

const BOUNDARY_KEY = 'iam:PermissionsBoundary';

export const putRolePermissionsBoundary = defineOperation<PutRolePermissionsBoundaryRequest, object>({
  schema: PutRolePermissionsBoundary$,
  readOnly: false,
  supports: ['RoleName', 'PermissionsBoundary'],
  // The condition key is what is asked for here ("Actions, resources, and condition keys for IAM", Service Authorization).
  demands: (input, call) =>
    onRole('iam:PutRolePermissionsBoundary', input.RoleName ?? '', call, { [BOUNDARY_KEY]: input.PermissionsBoundary }),

  run(input, call) {
    const role = findModifiableRole(call.account, input.RoleName ?? '');
    const arn = input.PermissionsBoundary ?? '';
    if (!/^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/.+$/.test(arn)) throw validationError(`ARN ${arn} is not valid.`);
    // NoSuchEntity (API_PutRolePermissionsBoundary).
    if (!call.account.managedPolicies.has(arn)) throw noSuch(`Scope ARN: ${arn} does not exist or is not attachable.`);
    role.boundary = arn;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

export const deleteRolePermissionsBoundary = defineOperation<DeleteRolePermissionsBoundaryRequest, object>({
  schema: DeleteRolePermissionsBoundary$,
  readOnly: false,
  supports: ['RoleName'],
  // And what the role has here.
  demands: (input, call) =>
    onRole('iam:DeleteRolePermissionsBoundary', input.RoleName ?? '', call, {
      [BOUNDARY_KEY]: call.account.roles.get(input.RoleName ?? '')?.boundary,
    }),

  run(input, call) {
    const role = findModifiableRole(call.account, input.RoleName ?? '');
    // NoSuchEntity (API_DeleteRolePermissionsBoundary).
    if (role.boundary === undefined) throw noSuch(`Role ${role.name} does not have a permissions boundary.`);
    delete role.boundary;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});

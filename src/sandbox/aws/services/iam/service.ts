import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, iamTime, lowerFirst } from '../../trail/parameters.ts';
import { awsQuery } from '../../wire/aws-query.ts';
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from './access-keys.ts';
import { listAccountAliases } from './account.ts';
import { validationError } from './refusals.ts';
import { attachRolePolicy, createRole, getRole, listRoles, putRolePolicy } from './roles.ts';
import {
  attachUserPolicy,
  detachUserPolicy,
  listAttachedUserPolicies,
  listUserPolicies,
  putUserPolicy,
} from './user-policies.ts';
import { createLoginProfile, createUser, deleteUser, getUser, listMfaDevices, listUsers } from './users.ts';

export const iam: Service = {
  name: 'iam',
  global: true,
  protocol: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/'),
  operations: listOperations([
    attachRolePolicy,
    attachUserPolicy,
    createAccessKey,
    createLoginProfile,
    createRole,
    createUser,
    deleteAccessKey,
    deleteUser,
    detachUserPolicy,
    getAccessKeyLastUsed,
    getRole,
    getUser,
    listAccessKeys,
    listAccountAliases,
    listAttachedUserPolicies,
    listMfaDevices,
    listRoles,
    listUserPolicies,
    listUsers,
    putRolePolicy,
    putUserPolicy,
    updateAccessKey,
  ]),

  missing: (_operation, member) =>
    validationError(
      `1 validation error detected: Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`,
    ),

  // AccessDenied ("Troubleshoot access denied error messages", IAM User Guide).
  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),

  recordRequest: (_operation, input) => camelParameters(input, iamTime),

  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, iamTime)),

  hidesParameters: (refusal) => ['AccessDenied', 'ValidationError', 'Throttling'].includes(refusal.code),
};

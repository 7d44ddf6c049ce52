import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, iamTime } from '../../trail/parameters.ts';
import { awsQuery } from '../../wire/aws-query.ts';
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from './access-keys.ts';
import { nullMember } from '../null-member.ts';
import { listAccountAliases } from './account.ts';
import { attachGroupPolicy, detachGroupPolicy, listAttachedGroupPolicies, putGroupPolicy } from './group-policies.ts';
import {
  addUserToGroup,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupsForUser,
  removeUserFromGroup,
} from './groups.ts';
import { getInstanceProfile } from './instance-profiles.ts';
import { deleteRolePermissionsBoundary, putRolePermissionsBoundary } from './boundaries.ts';
import { createLoginProfile, deleteLoginProfile, getLoginProfile, updateLoginProfile } from './login-profiles.ts';
import { createPolicy, deletePolicy, getPolicy, getPolicyVersion } from './managed-policies.ts';
import { deactivateMfaDevice, listMfaDevices } from './mfa-devices.ts';
import { validationError } from './refusals.ts';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './role-policies.ts';
import { createRole, deleteRole, getRole, listRoles, updateAssumeRolePolicy } from './roles.ts';
import { listRoleTags, listUserTags, tagUser } from './tags.ts';
import {
  attachUserPolicy,
  deleteUserPolicy,
  detachUserPolicy,
  getUserPolicy,
  listAttachedUserPolicies,
  listUserPolicies,
  putUserPolicy,
} from './user-policies.ts';
import { createUser, deleteUser, getUser, listUsers } from './users.ts';

export const iam: Service = {
  name: 'iam',
  global: true,
  protocol: awsQuery('https://iam.amazonaws.com/doc/2010-05-08/'),
  operations: listOperations([
    addUserToGroup,
    attachGroupPolicy,
    attachRolePolicy,
    attachUserPolicy,
    createAccessKey,
    createGroup,
    createLoginProfile,
    createPolicy,
    createRole,
    createUser,
    deactivateMfaDevice,
    deleteAccessKey,
    deleteGroup,
    deleteLoginProfile,
    deletePolicy,
    deleteRole,
    deleteRolePermissionsBoundary,
    deleteRolePolicy,
    deleteUser,
    deleteUserPolicy,
    detachGroupPolicy,
    detachRolePolicy,
    detachUserPolicy,
    getAccessKeyLastUsed,
    getGroup,
    getInstanceProfile,
    getLoginProfile,
    getPolicy,
    getPolicyVersion,
    getRole,
    getRolePolicy,
    getUser,
    getUserPolicy,
    listAccessKeys,
    listAccountAliases,
    listAttachedGroupPolicies,
    listAttachedRolePolicies,
    listAttachedUserPolicies,
    listGroupsForUser,
    listMfaDevices,
    listRolePolicies,
    listRoles,
    listRoleTags,
    listUserPolicies,
    listUsers,
    listUserTags,
    putGroupPolicy,
    putRolePermissionsBoundary,
    putRolePolicy,
    putUserPolicy,
    removeUserFromGroup,
    tagUser,
    updateAccessKey,
    updateAssumeRolePolicy,
    updateLoginProfile,
  ]),

  missing: (_operation, member) => validationError(nullMember(member)),

  // AccessDenied ("Troubleshoot access denied error messages", IAM User Guide).
  denied: (message) => new AwsRefusal('AccessDenied', message, { status: 403 }),

  recordRequest: (_operation, input) => camelParameters(input, iamTime),

  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, iamTime)),

  hidesParameters: (refusal) => ['AccessDenied', 'ValidationError', 'Throttling'].includes(refusal.code),
};

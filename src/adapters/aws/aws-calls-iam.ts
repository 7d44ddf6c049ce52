import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetInstanceProfileCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListUserPoliciesCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'iam', IAMClient> = {
  'iam:PassRole': () => Promise.reject(new Error('iam:PassRole is no call')),
  'iam:AttachRolePolicy': (client, input) => client.send(new AttachRolePolicyCommand(input)),
  'iam:AttachUserPolicy': (client, input) => client.send(new AttachUserPolicyCommand(input)),
  'iam:DeleteAccessKey': (client, input) => client.send(new DeleteAccessKeyCommand(input)),
  'iam:DeleteLoginProfile': (client, input) => client.send(new DeleteLoginProfileCommand(input)),
  'iam:DeleteUser': (client, input) => client.send(new DeleteUserCommand(input)),
  'iam:DeleteUserPolicy': (client, input) => client.send(new DeleteUserPolicyCommand(input)),
  'iam:DetachRolePolicy': (client, input) => client.send(new DetachRolePolicyCommand(input)),
  'iam:DetachUserPolicy': (client, input) => client.send(new DetachUserPolicyCommand(input)),
  'iam:GetAccessKeyLastUsed': (client, input) => client.send(new GetAccessKeyLastUsedCommand(input)),
  'iam:GetInstanceProfile': (client, input) => client.send(new GetInstanceProfileCommand(input)),
  'iam:GetLoginProfile': (client, input) => client.send(new GetLoginProfileCommand(input)),
  'iam:GetRole': (client, input) => client.send(new GetRoleCommand(input)),
  'iam:GetUser': (client, input) => client.send(new GetUserCommand(input)),
  'iam:ListAccessKeys': (client, input) => client.send(new ListAccessKeysCommand(input)),
  'iam:ListAccountAliases': (client, input) => client.send(new ListAccountAliasesCommand(input)),
  'iam:ListAttachedRolePolicies': (client, input) => client.send(new ListAttachedRolePoliciesCommand(input)),
  'iam:ListAttachedUserPolicies': (client, input) => client.send(new ListAttachedUserPoliciesCommand(input)),
  'iam:ListGroupsForUser': (client, input) => client.send(new ListGroupsForUserCommand(input)),
  'iam:ListMFADevices': (client, input) => client.send(new ListMFADevicesCommand(input)),
  'iam:ListUserPolicies': (client, input) => client.send(new ListUserPoliciesCommand(input)),
  'iam:RemoveUserFromGroup': (client, input) => client.send(new RemoveUserFromGroupCommand(input)),
  'iam:UpdateAccessKey': (client, input) => client.send(new UpdateAccessKeyCommand(input)),
};

export function openIam(settings: ClientSettings): ServiceCalls {
  return bindCalls(new IAMClient(settings), CALLS);
}

import {
  GetInstanceProfileCommand,
  IAMClient,
  ListAccountAliasesCommand,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'iam', IAMClient> = {
  'iam:GetInstanceProfile': (client, input) => client.send(new GetInstanceProfileCommand(input)),
  'iam:ListAccountAliases': (client, input) => client.send(new ListAccountAliasesCommand(input)),
  'iam:ListAttachedRolePolicies': (client, input) => client.send(new ListAttachedRolePoliciesCommand(input)),
};

export function openIam(settings: ClientSettings): ServiceCalls {
  return bindCalls(new IAMClient(settings), CALLS);
}

import { IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'iam', IAMClient> = {
  'iam:ListAccountAliases': (client, input) => client.send(new ListAccountAliasesCommand(input)),
};

export function openIam(settings: ClientSettings): ServiceCalls {
  return bindCalls(new IAMClient(settings), CALLS);
}

import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ListAliasesCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'kms', KMSClient> = {
  'kms:CancelKeyDeletion': (client, input) => client.send(new CancelKeyDeletionCommand(input)),
  'kms:DescribeKey': (client, input) => client.send(new DescribeKeyCommand(input)),
  'kms:EnableKey': (client, input) => client.send(new EnableKeyCommand(input)),
  'kms:ListAliases': (client, input) => client.send(new ListAliasesCommand(input)),
  'kms:ListResourceTags': (client, input) => client.send(new ListResourceTagsCommand(input)),
};

export function openKms(settings: ClientSettings): ServiceCalls {
  return bindCalls(new KMSClient(settings), CALLS);
}

import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'lambda', LambdaClient> = {
  'lambda:AddPermission': (client, input) => client.send(new AddPermissionCommand(input)),
  'lambda:DeleteFunctionConcurrency': (client, input) => client.send(new DeleteFunctionConcurrencyCommand(input)),
  'lambda:GetFunctionConcurrency': (client, input) => client.send(new GetFunctionConcurrencyCommand(input)),
  'lambda:GetFunctionConfiguration': (client, input) => client.send(new GetFunctionConfigurationCommand(input)),
  'lambda:GetFunctionUrlConfig': (client, input) => client.send(new GetFunctionUrlConfigCommand(input)),
  'lambda:GetPolicy': (client, input) => client.send(new GetPolicyCommand(input)),
  'lambda:ListEventSourceMappings': (client, input) => client.send(new ListEventSourceMappingsCommand(input)),
  'lambda:ListTags': (client, input) => client.send(new ListTagsCommand(input)),
  'lambda:PutFunctionConcurrency': (client, input) => client.send(new PutFunctionConcurrencyCommand(input)),
  'lambda:RemovePermission': (client, input) => client.send(new RemovePermissionCommand(input)),
};

export function openLambda(settings: ClientSettings): ServiceCalls {
  return bindCalls(new LambdaClient(settings), CALLS);
}

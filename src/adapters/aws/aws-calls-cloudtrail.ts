import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'cloudtrail', CloudTrailClient> = {
  'cloudtrail:DescribeTrails': (client, input) => client.send(new DescribeTrailsCommand(input)),
  'cloudtrail:GetEventSelectors': (client, input) => client.send(new GetEventSelectorsCommand(input)),
  'cloudtrail:GetTrail': (client, input) => client.send(new GetTrailCommand(input)),
  'cloudtrail:GetTrailStatus': (client, input) => client.send(new GetTrailStatusCommand(input)),
  'cloudtrail:ListTags': (client, input) => client.send(new ListTagsCommand(input)),
  'cloudtrail:LookupEvents': (client, input) => client.send(new LookupEventsCommand(input)),
  'cloudtrail:PutEventSelectors': (client, input) => client.send(new PutEventSelectorsCommand(input)),
  'cloudtrail:StartLogging': (client, input) => client.send(new StartLoggingCommand(input)),
};

/** One attempt a call: whoever looks up paces every attempt, and the SDK's own would come between. */
export function openCloudTrail(settings: ClientSettings): ServiceCalls {
  return bindCalls(new CloudTrailClient({ ...settings, maxAttempts: 1 }), CALLS);
}

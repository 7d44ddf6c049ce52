import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'cloudtrail', CloudTrailClient> = {
  'cloudtrail:LookupEvents': (client, input) => client.send(new LookupEventsCommand(input)),
};

/** One attempt a call: whoever looks up paces every attempt, and the SDK's own would come between. */
export function openCloudTrail(settings: ClientSettings): ServiceCalls {
  return bindCalls(new CloudTrailClient({ ...settings, maxAttempts: 1 }), CALLS);
}

import {
  CreateDetectorCommand,
  GetDetectorCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  UpdateDetectorCommand,
} from '@aws-sdk/client-guardduty';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'guardduty', GuardDutyClient> = {
  'guardduty:CreateDetector': (client, input) => client.send(new CreateDetectorCommand(input)),
  'guardduty:GetDetector': (client, input) => client.send(new GetDetectorCommand(input)),
  'guardduty:ListDetectors': (client, input) => client.send(new ListDetectorsCommand(input)),
  'guardduty:UpdateDetector': (client, input) => client.send(new UpdateDetectorCommand(input)),
};

export function openGuardDuty(settings: ClientSettings): ServiceCalls {
  return bindCalls(new GuardDutyClient(settings), CALLS);
}

import { BadRequestException$ } from '@aws-sdk/client-guardduty';
import type { Call, Demand } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { AwsRefusal } from '../../refusal.ts';
import type { DetectorRecord } from '../../state/detectors.ts';

/** GuardDuty's one error for whatever is wrong with a request; its words tell them apart. */
export function badRequest(why: string): AwsRefusal {
  return modelled(BadRequestException$, `The request is rejected because ${why}.`);
}

export function detectorArn(call: Call, id: string): string {
  return `arn:aws:guardduty:${call.region}:${call.account.id}:detector/${id}`;
}

/** "Actions, resources, and condition keys for Amazon GuardDuty", Service Authorization Reference. */
export function onDetector(action: string, id: string | undefined, call: Call): readonly Demand[] {
  const detector = call.account.detectors.get(call.region);
  const tags = detector?.id === id ? [...(detector?.tags ?? [])] : [];
  return [
    {
      action,
      resource: detectorArn(call, id ?? ''),
      context: Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    },
  ];
}

/** @throws AwsRefusal `BadRequestException` for any other id than that of the Region's detector. */
export function findDetector(call: Call, id: string | undefined): DetectorRecord {
  const detector = call.account.detectors.get(call.region);
  if (detector === undefined || detector.id !== id) {
    throw badRequest('the input detectorId is not owned by the current account');
  }
  return detector;
}

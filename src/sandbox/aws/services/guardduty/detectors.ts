import { randomBytes } from 'node:crypto';
import {
  CreateDetector$,
  DeleteDetector$,
  GetDetector$,
  ListDetectors$,
  UpdateDetector$,
} from '@aws-sdk/client-guardduty';
import type {
  CreateDetectorRequest,
  CreateDetectorResponse,
  DeleteDetectorRequest,
  DetectorFeatureConfiguration,
  FindingPublishingFrequency,
  GetDetectorRequest,
  GetDetectorResponse,
  ListDetectorsRequest,
  ListDetectorsResponse,
  UpdateDetectorRequest,
} from '@aws-sdk/client-guardduty';
import { defineOperation } from '../../operation.ts';
import type { DetectorRecord } from '../../state/detectors.ts';
import { badRequest, detectorArn, findDetector, onDetector } from './find-detector.ts';
import { readTags } from './tags.ts';

/** What GuardDuty analyses as long as it is on at all ("Foundational data sources", Amazon GuardDuty User Guide). */
const FOUNDATION = ['CLOUD_TRAIL', 'DNS_LOGS', 'FLOW_LOGS'] as const;

/** Protection plans, and whether a new detector has them on ("Enabling GuardDuty", Amazon GuardDuty User Guide). */
const PLANS: readonly (readonly [name: string, byDefault: boolean])[] = [
  ['S3_DATA_EVENTS', true],
  ['EKS_AUDIT_LOGS', true],
  ['EBS_MALWARE_PROTECTION', true],
  ['RDS_LOGIN_EVENTS', true],
  ['EKS_RUNTIME_MONITORING', false],
  ['LAMBDA_NETWORK_LOGS', true],
  ['RUNTIME_MONITORING', false],
];

const FREQUENCIES: readonly string[] = ['FIFTEEN_MINUTES', 'ONE_HOUR', 'SIX_HOURS'];

export const createDetector = defineOperation<CreateDetectorRequest, CreateDetectorResponse>({
  schema: CreateDetector$,
  readOnly: false,
  supports: ['Enable', 'ClientToken', 'FindingPublishingFrequency', 'Tags', 'Features'],
  // It knows no resources; tags need a right of their own.
  demands: (input, call) => {
    const tags = Object.entries(input.Tags ?? {});
    const context = {
      ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
      ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(([key]) => key) }),
    };
    return [
      { action: 'guardduty:CreateDetector', resource: '*', context },
      ...(tags.length === 0 ? [] : [{ action: 'guardduty:TagResource', resource: detectorArn(call, '*'), context }]),
    ];
  },

  run(input, call) {
    const { account, region, now } = call;
    const present = account.detectors.get(region);
    if (present !== undefined) {
      // "The idempotency token for the create request." (API_CreateDetector)
      if (input.ClientToken !== undefined && present.clientToken === input.ClientToken) {
        return { DetectorId: present.id };
      }
      throw badRequest('a detector already exists for the current account');
    }
    const id = randomBytes(16).toString('hex');
    const detector: DetectorRecord = {
      id,
      arn: detectorArn(call, id),
      createdAt: now,
      updatedAt: now,
      clientToken: input.ClientToken,
      tags: readTags(input.Tags),
      enabled: input.Enable === true,
      publishes: frequency(input.FindingPublishingFrequency, 'SIX_HOURS'),
      features: changed(new Map(PLANS), input.Features),
    };
    account.detectors.set(region, detector);
    account.changed();
    return { DetectorId: id };
  },

  record: { touched: (_input, output) => touched(output?.DetectorId) },
});

export const getDetector = defineOperation<GetDetectorRequest, GetDetectorResponse>({
  schema: GetDetector$,
  readOnly: true,
  supports: ['DetectorId'],
  demands: (input, call) => onDetector('guardduty:GetDetector', input.DetectorId, call),

  run(input, call) {
    const detector = findDetector(call, input.DetectorId);
    const features = [...FOUNDATION.map((name): [string, boolean] => [name, true]), ...detector.features];
    return {
      CreatedAt: new Date(detector.createdAt).toISOString(),
      UpdatedAt: new Date(detector.updatedAt).toISOString(),
      FindingPublishingFrequency: detector.publishes as FindingPublishingFrequency,
      ServiceRole: `arn:aws:iam::${call.account.id}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
      Status: detector.enabled ? 'ENABLED' : 'DISABLED',
      Tags: Object.fromEntries(detector.tags),
      Features: features.map(([name, on]) => ({
        Name: name as never,
        Status: on ? 'ENABLED' : 'DISABLED',
      })),
    };
  },

  record: { touched: (input) => touched(input.DetectorId) },
});

export const listDetectors = defineOperation<ListDetectorsRequest, ListDetectorsResponse>({
  schema: ListDetectors$,
  readOnly: true,
  supports: ['MaxResults', 'NextToken'],
  demands: () => [{ action: 'guardduty:ListDetectors', resource: '*' }],

  run(input, call) {
    const size = input.MaxResults ?? 50;
    // "Valid Range: Minimum value of 1. Maximum value of 50." (API_ListDetectors). One detector never makes a second page.
    if (size < 1 || size > 50) throw badRequest('maxResults is out of its range of 1 to 50');
    if (input.NextToken !== undefined) throw badRequest('the input nextToken is invalid');
    const detector = call.account.detectors.get(call.region);
    return { DetectorIds: detector === undefined ? [] : [detector.id] };
  },
});

export const updateDetector = defineOperation<UpdateDetectorRequest, object>({
  schema: UpdateDetector$,
  readOnly: false,
  supports: ['DetectorId', 'Enable', 'FindingPublishingFrequency', 'Features'],
  demands: (input, call) => onDetector('guardduty:UpdateDetector', input.DetectorId, call),

  run(input, call) {
    const detector = findDetector(call, input.DetectorId);
    const publishes = frequency(input.FindingPublishingFrequency, detector.publishes);
    detector.features = changed(detector.features, input.Features);
    detector.publishes = publishes;
    detector.enabled = input.Enable ?? detector.enabled;
    detector.updatedAt = call.now;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touched(input.DetectorId) },
});

export const deleteDetector = defineOperation<DeleteDetectorRequest, object>({
  schema: DeleteDetector$,
  readOnly: false,
  supports: ['DetectorId'],
  demands: (input, call) => onDetector('guardduty:DeleteDetector', input.DetectorId, call),

  run(input, call) {
    findDetector(call, input.DetectorId);
    call.account.detectors.delete(call.region);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touched(input.DetectorId) },
});

function frequency(asked: string | undefined, otherwise: string): string {
  const chosen = asked ?? otherwise;
  if (!FREQUENCIES.includes(chosen)) throw badRequest('findingPublishingFrequency is none of its values');
  return chosen;
}

/** @throws AwsRefusal for a plan that there is not, or both ways of watching runtimes ("API_CreateDetector"). */
function changed(
  features: ReadonlyMap<string, boolean>,
  asked: readonly DetectorFeatureConfiguration[] | undefined,
): ReadonlyMap<string, boolean> {
  const after = new Map(features);
  for (const { Name = '', Status } of asked ?? []) {
    if (!after.has(Name) || (Status !== 'ENABLED' && Status !== 'DISABLED')) {
      throw badRequest('an invalid or out-of-range value is specified as an input parameter');
    }
    after.set(Name, Status === 'ENABLED');
  }
  if (after.get('EKS_RUNTIME_MONITORING') === true && after.get('RUNTIME_MONITORING') === true) {
    throw badRequest('both EKS_RUNTIME_MONITORING and RUNTIME_MONITORING are specified');
  }
  return after;
}

function touched(id: string | undefined) {
  return id === undefined ? [] : [{ type: 'AWS::GuardDuty::Detector', name: id }];
}

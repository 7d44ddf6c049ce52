import {
  CreateTrail$,
  DeleteTrail$,
  DescribeTrails$,
  GetTrail$,
  InsufficientSnsTopicPolicyException$,
  InvalidParameterCombinationException$,
  MaximumNumberOfTrailsExceededException$,
  OrganizationsNotInUseException$,
  S3BucketDoesNotExistException$,
  TrailAlreadyExistsException$,
  UpdateTrail$,
} from '@aws-sdk/client-cloudtrail';
import type {
  CreateTrailRequest,
  CreateTrailResponse,
  DeleteTrailRequest,
  DescribeTrailsRequest,
  DescribeTrailsResponse,
  GetTrailRequest,
  GetTrailResponse,
  Trail,
  UpdateTrailRequest,
  UpdateTrailResponse,
} from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { trailError } from './refusals.ts';
import type { TrailRecord } from '../../state/trails.ts';
import { checkTrailName, findHomeTrail, findTrail, onTrail } from './find-trail.ts';
import { touchedTrail } from './touched.ts';

const SETTINGS = [
  'S3BucketName',
  'S3KeyPrefix',
  'SnsTopicName',
  'IncludeGlobalServiceEvents',
  'IsMultiRegionTrail',
  'EnableLogFileValidation',
  'IsOrganizationTrail',
] as const;

export const createTrail = defineOperation<CreateTrailRequest, CreateTrailResponse>({
  schema: CreateTrail$,
  readOnly: false,
  supports: ['Name', ...SETTINGS],
  demands: (input, call) => onTrail('cloudtrail:CreateTrail', input.Name, call),

  async run(input, call) {
    const { account, region } = call;
    const name = input.Name ?? '';
    checkTrailName(name);
    refuseOrganization(input);
    const arn = `arn:aws:cloudtrail:${region}:${account.id}:trail/${name}`;
    if (account.trails.has(arn))
      throw trailError(TrailAlreadyExistsException$, `Trail ${name} already exists for customer: ${account.id}`);
    // "Trails per Region: 5" ("Quotas in AWS CloudTrail").
    if ([...account.trails.values()].filter((trail) => trail.homeRegion === region).length >= 5) {
      throw trailError(
        MaximumNumberOfTrailsExceededException$,
        `User: ${account.id} already has 5 trails in ${region}.`,
      );
    }
    const bucket = input.S3BucketName ?? '';
    const topicArn = await checkDestination({ ...input, S3BucketName: bucket }, call);
    const trail: TrailRecord = {
      name,
      arn,
      homeRegion: region,
      bucket,
      prefix: input.S3KeyPrefix ?? '',
      ...(topicArn === undefined ? {} : { topicArn }),
      multiRegion: input.IsMultiRegionTrail ?? false,
      globalEvents: input.IncludeGlobalServiceEvents ?? true,
      validation: input.EnableLogFileValidation ?? false,
      // A new trail does not log until StartLogging (API_CreateTrail is silent; API_StartLogging says so).
      logging: false,
      selectors: [
        { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
      ],
    };
    account.trails.set(arn, trail);
    account.changed();
    return viewSettings(trail);
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

export const updateTrail = defineOperation<UpdateTrailRequest, UpdateTrailResponse>({
  schema: UpdateTrail$,
  readOnly: false,
  supports: ['Name', ...SETTINGS],
  demands: (input, call) => onTrail('cloudtrail:UpdateTrail', input.Name, call),

  async run(input, call) {
    const trail = findHomeTrail(call, input.Name);
    refuseOrganization(input);
    const multiRegion = input.IsMultiRegionTrail ?? trail.multiRegion;
    const globalEvents = input.IncludeGlobalServiceEvents ?? trail.globalEvents;
    const topicArn = await checkDestination(
      { ...input, IsMultiRegionTrail: multiRegion, IncludeGlobalServiceEvents: globalEvents },
      call,
    );
    trail.multiRegion = multiRegion;
    trail.globalEvents = globalEvents;
    trail.bucket = input.S3BucketName ?? trail.bucket;
    trail.prefix = input.S3KeyPrefix ?? trail.prefix;
    trail.validation = input.EnableLogFileValidation ?? trail.validation;
    if (topicArn !== undefined) trail.topicArn = topicArn;
    call.account.changed();
    return viewSettings(trail);
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

export const describeTrails = defineOperation<DescribeTrailsRequest, DescribeTrailsResponse>({
  schema: DescribeTrails$,
  readOnly: true,
  supports: ['trailNameList', 'includeShadowTrails'],
  demands: () => [{ action: 'cloudtrail:DescribeTrails', resource: '*' }],

  run(input, call) {
    const wanted = input.trailNameList ?? [];
    const trails = [...call.account.trails.values()].filter((trail) => {
      const here = trail.homeRegion === call.region || (trail.multiRegion && input.includeShadowTrails !== false);
      return here && (wanted.length === 0 || wanted.includes(trail.name) || wanted.includes(trail.arn));
    });
    return { trailList: trails.map(viewTrail) };
  },
});

export const getTrail = defineOperation<GetTrailRequest, GetTrailResponse>({
  schema: GetTrail$,
  readOnly: true,
  supports: ['Name'],
  demands: (input, call) => onTrail('cloudtrail:GetTrail', input.Name, call),
  run: (input, call) => ({ Trail: viewTrail(findTrail(call, input.Name)) }),
  record: { touched: (input) => touchedTrail(input.Name) },
});

export const deleteTrail = defineOperation<DeleteTrailRequest, object>({
  schema: DeleteTrail$,
  readOnly: false,
  supports: ['Name'],
  demands: (input, call) => onTrail('cloudtrail:DeleteTrail', input.Name, call),

  run(input, call) {
    call.account.trails.delete(findHomeTrail(call, input.Name).arn);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedTrail(input.Name) },
});

/** The account is in no organization of its own (API_CreateTrail, "OrganizationsNotInUseException"). */
function refuseOrganization({
  IsOrganizationTrail: asked,
}: {
  readonly IsOrganizationTrail?: boolean | undefined;
}): void {
  if (asked !== true) return;
  throw trailError(OrganizationsNotInUseException$, 'Your account is not a member of an organization.');
}

/**
 * Where a trail writes and announces, and whether its settings go together (API_CreateTrail, API_UpdateTrail). Returns the
 * topic's ARN.
 */
async function checkDestination(input: Omit<UpdateTrailRequest, 'Name'>, call: Call): Promise<string | undefined> {
  const { account, region } = call;
  if (input.IsMultiRegionTrail === true && input.IncludeGlobalServiceEvents === false) {
    throw trailError(InvalidParameterCombinationException$, 'Multi-Region trail must include global service events.');
  }
  const bucket = input.S3BucketName;
  if (bucket !== undefined && !(await account.storage.bucketExists(bucket))) {
    throw trailError(S3BucketDoesNotExistException$, `S3 bucket ${bucket} does not exist!`);
  }
  const topic = input.SnsTopicName;
  const topicArn =
    topic === undefined || topic.startsWith('arn:') ? topic : `arn:aws:sns:${region}:${account.id}:${topic}`;
  if (topicArn !== undefined && !(await account.storage.topicExists(topicArn))) {
    throw trailError(
      InsufficientSnsTopicPolicyException$,
      'SNS Topic does not exist or the topic policy is incorrect!',
    );
  }
  return topicArn;
}

/** What CreateTrail and UpdateTrail answer. */
function viewSettings(trail: TrailRecord): UpdateTrailResponse {
  const {
    HomeRegion: _home,
    HasCustomEventSelectors: _custom,
    HasInsightSelectors: _insight,
    ...view
  } = viewTrail(trail);
  return view;
}

function viewTrail(trail: TrailRecord): Trail {
  return {
    Name: trail.name,
    S3BucketName: trail.bucket,
    ...(trail.prefix === '' ? {} : { S3KeyPrefix: trail.prefix }),
    ...(trail.topicArn === undefined
      ? {}
      : { SnsTopicName: trail.topicArn.split(':').at(-1) ?? '', SnsTopicARN: trail.topicArn }),
    IncludeGlobalServiceEvents: trail.globalEvents,
    IsMultiRegionTrail: trail.multiRegion,
    HomeRegion: trail.homeRegion,
    TrailARN: trail.arn,
    LogFileValidationEnabled: trail.validation,
    HasCustomEventSelectors: trail.advancedSelectors !== undefined,
    HasInsightSelectors: false,
    IsOrganizationTrail: trail.organization ?? false,
  };
}

import {
  CreateTrail$,
  DeleteTrail$,
  DescribeTrails$,
  GetTrail$,
  InsufficientSnsTopicPolicyException$,
  InvalidParameterCombinationException$,
  MaximumNumberOfTrailsExceededException$,
  S3BucketDoesNotExistException$,
  TrailAlreadyExistsException$,
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
} from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import { trailError } from './refusals.ts';
import type { TrailRecord } from '../../state/trails.ts';
import { checkTrailName, findHomeTrail, findTrail, onTrail } from './find-trail.ts';
import { touchedTrail } from './touched.ts';

export const createTrail = defineOperation<CreateTrailRequest, CreateTrailResponse>({
  schema: CreateTrail$,
  readOnly: false,
  supports: [
    'Name',
    'S3BucketName',
    'S3KeyPrefix',
    'SnsTopicName',
    'IncludeGlobalServiceEvents',
    'IsMultiRegionTrail',
    'EnableLogFileValidation',
  ],
  demands: (input, call) => onTrail('cloudtrail:CreateTrail', input.Name, call),

  async run(input, call) {
    const { account, region } = call;
    const name = input.Name ?? '';
    checkTrailName(name);
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
    if (input.IsMultiRegionTrail === true && input.IncludeGlobalServiceEvents === false) {
      throw trailError(InvalidParameterCombinationException$, 'Multi-Region trail must include global service events.');
    }
    const bucket = input.S3BucketName ?? '';
    if (!(await account.storage.bucketExists(bucket))) {
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
    const {
      HomeRegion: _home,
      HasCustomEventSelectors: _custom,
      HasInsightSelectors: _insight,
      ...view
    } = viewTrail(trail);
    return view;
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
    IsOrganizationTrail: false,
  };
}

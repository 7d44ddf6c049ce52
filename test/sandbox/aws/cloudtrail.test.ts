import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});

afterEach(() => aws.close());

const createTrail = (Name: string) =>
  admin.cloudtrail.send(new CreateTrailCommand({ Name, S3BucketName: 'trailbolt-sandbox-trail' }));

describe('trails', () => {
  test('the demo has one that logs everywhere', async () => {
    const { trailList } = await admin.cloudtrail.send(new DescribeTrailsCommand({}));
    const status = await admin.cloudtrail.send(new GetTrailStatusCommand({ Name: 'org-trail' }));

    expect(trailList).toMatchObject([
      {
        Name: 'org-trail',
        TrailARN: aws.demo.trail.arn,
        S3BucketName: 'trailbolt-sandbox-trail',
        SnsTopicARN: aws.demo.trail.topicArn,
        IsMultiRegionTrail: true,
        HomeRegion: 'us-east-1',
      },
    ]);
    expect(status).toMatchObject({ IsLogging: true, StartLoggingTime: expect.any(Date) });
  });

  test('are stopped, started and deleted, by name or ARN', async () => {
    const logging = async () =>
      (await admin.cloudtrail.send(new GetTrailStatusCommand({ Name: aws.demo.trail.arn }))).IsLogging;

    await admin.cloudtrail.send(new StopLoggingCommand({ Name: 'org-trail' }));
    expect(await logging()).toBe(false);
    expect(aws.snapshot().trails).toEqual([{ name: 'org-trail', logging: false }]);
    await admin.cloudtrail.send(new StartLoggingCommand({ Name: aws.demo.trail.arn }));
    expect(await logging()).toBe(true);

    await admin.cloudtrail.send(new DeleteTrailCommand({ Name: 'org-trail' }));
    expect(await refusal(admin.cloudtrail.send(new GetTrailCommand({ Name: 'org-trail' })))).toMatchObject({
      code: 'TrailNotFoundException',
      status: 400,
      message: 'Unknown trail: arn:aws:cloudtrail:us-east-1:111122223333:trail/org-trail for the user: 111122223333',
    });
  });

  test('are seen from other Regions and changed in their own', async () => {
    const elsewhere = clients(aws, aws.demo.credentials.admin, 'eu-west-1').cloudtrail;

    expect((await elsewhere.send(new DescribeTrailsCommand({}))).trailList).toHaveLength(1);
    expect((await elsewhere.send(new DescribeTrailsCommand({ includeShadowTrails: false }))).trailList).toEqual([]);
    expect((await refusal(elsewhere.send(new StopLoggingCommand({ Name: 'org-trail' })))).code).toBe(
      'InvalidHomeRegionException',
    );
  });

  test('are updated in what is named, under the rules of a new one', async () => {
    const update = (input: object) => admin.cloudtrail.send(new UpdateTrailCommand({ Name: 'org-trail', ...input }));

    expect(await update({ S3KeyPrefix: 'logs', EnableLogFileValidation: false })).toMatchObject({
      S3BucketName: 'trailbolt-sandbox-trail',
      S3KeyPrefix: 'logs',
      IsMultiRegionTrail: true,
      LogFileValidationEnabled: false,
    });
    expect((await refusal(update({ S3BucketName: 'no-such-bucket' }))).code).toBe('S3BucketDoesNotExistException');
    expect((await refusal(update({ IncludeGlobalServiceEvents: false }))).code).toBe(
      'InvalidParameterCombinationException',
    );
    await update({ IncludeGlobalServiceEvents: false, IsMultiRegionTrail: false });
    expect((await admin.cloudtrail.send(new GetTrailCommand({ Name: 'org-trail' }))).Trail).toMatchObject({
      IsMultiRegionTrail: false,
      IncludeGlobalServiceEvents: false,
    });
  });

  test('carry tags', async () => {
    const list = async () =>
      (await admin.cloudtrail.send(new ListTagsCommand({ ResourceIdList: [aws.demo.trail.arn] }))).ResourceTagList;
    const add = (Key: string) =>
      admin.cloudtrail.send(
        new AddTagsCommand({ ResourceId: aws.demo.trail.arn, TagsList: [{ Key, Value: 'never' }] }),
      );
    expect(await list()).toEqual([{ ResourceId: aws.demo.trail.arn, TagsList: [] }]);

    await add('trailbolt');

    expect((await list())?.[0]?.TagsList).toEqual([{ Key: 'trailbolt', Value: 'never' }]);
    expect((await refusal(add('aws:own'))).code).toBe('InvalidTagParameterException');
  });

  test('of the organization are seen, and changed by its management account alone', async () => {
    const arn = aws.control.addOrganizationTrail('whole-company', false);
    const { trailList = [] } = await admin.cloudtrail.send(new DescribeTrailsCommand({}));

    expect(trailList.find((trail) => trail.TrailARN === arn)).toMatchObject({
      IsOrganizationTrail: true,
      HomeRegion: 'us-east-1',
    });
    expect((await admin.cloudtrail.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging).toBe(false);
    for (const call of [
      admin.cloudtrail.send(new StartLoggingCommand({ Name: arn })),
      admin.cloudtrail.send(new UpdateTrailCommand({ Name: arn })),
      admin.cloudtrail.send(new DeleteTrailCommand({ Name: arn })),
    ]) {
      expect((await refusal(call)).code).toBe('NotOrganizationMasterAccountException');
    }
  });

  test.each([
    [
      { Name: 'second', S3BucketName: 'trailbolt-sandbox-trail', IsOrganizationTrail: true },
      'OrganizationsNotInUseException',
    ],
    [{ Name: 'org-trail', S3BucketName: 'trailbolt-sandbox-trail' }, 'TrailAlreadyExistsException'],
    [{ Name: 'second', S3BucketName: 'no-such-bucket' }, 'S3BucketDoesNotExistException'],
    [
      { Name: 'second', S3BucketName: 'trailbolt-sandbox-trail', SnsTopicName: 'none' },
      'InsufficientSnsTopicPolicyException',
    ],
    [{ Name: 'x', S3BucketName: 'trailbolt-sandbox-trail' }, 'InvalidTrailNameException'],
    [{ Name: 'second', S3BucketName: undefined }, 'ValidationException'],
    [{ Name: 'second', S3BucketName: 'trailbolt-sandbox-trail', KmsKeyId: 'key' }, 'UnsupportedOperation'],
  ])('creating %j is refused with %s', async (input, code) => {
    expect((await refusal(admin.cloudtrail.send(new CreateTrailCommand(input)))).code).toBe(code);
  });

  test('five a Region', async () => {
    for (const name of ['trail-2', 'trail-3', 'trail-4', 'trail-5']) await createTrail(name);

    expect((await refusal(createTrail('trail-6'))).code).toBe('MaximumNumberOfTrailsExceededException');
  });

  test('event selectors are put and got', async () => {
    const { EventSelectors } = await admin.cloudtrail.send(
      new PutEventSelectorsCommand({ TrailName: 'org-trail', EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }),
    );

    expect(EventSelectors).toMatchObject([{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }]);
    expect(
      (await admin.cloudtrail.send(new GetEventSelectorsCommand({ TrailName: 'org-trail' }))).EventSelectors,
    ).toEqual(EventSelectors);
    expect((await refusal(admin.cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'org-trail' })))).code).toBe(
      'InvalidEventSelectorsException',
    );
  });

  test('an unknown action names those that are there', async () => {
    const { code, message } = await refusal(admin.cloudtrail.send(new ListTrailsCommand({})));

    expect(code).toBe('UnknownOperationException');
    expect(message).toContain('LookupEvents');
  });
});

const lookup = (input: LookupEventsCommandInput = {}) => admin.cloudtrail.send(new LookupEventsCommand(input));

const lookupBy = (AttributeKey: string, AttributeValue: string) =>
  lookup({ LookupAttributes: [{ AttributeKey: AttributeKey as 'EventName', AttributeValue }] });

describe('LookupEvents', () => {
  test('tells what happened, newest first, with the record as text', async () => {
    const dave = clients(aws, aws.demo.credentials.dave).ec2;
    await dave.send(new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }));
    await dave.send(new DescribeInstancesCommand({}));

    const { Events = [] } = await lookupBy('Username', 'dave');

    expect(Events.slice(0, 2).map((event) => event.EventName)).toEqual(['DescribeInstances', 'StopInstances']);
    const [, stopped] = Events;
    expect(stopped).toMatchObject({
      EventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      EventSource: 'ec2.amazonaws.com',
      ReadOnly: 'false',
      AccessKeyId: aws.demo.credentials.dave.accessKeyId,
      Username: 'dave',
      EventTime: expect.any(Date),
      Resources: [{ ResourceType: 'AWS::EC2::Instance', ResourceName: aws.demo.instances.web1 }],
    });
    expect(JSON.parse(stopped?.CloudTrailEvent ?? '')).toMatchObject({
      eventID: stopped?.EventId,
      eventName: 'StopInstances',
    });
  });

  test('knows what happened before the sandbox started', async () => {
    const { Events = [] } = await lookupBy('Username', 'dave');

    expect(Events.slice(0, 3).map((event) => event.EventName)).toEqual([
      'DescribeVolumes',
      'DescribeSecurityGroups',
      'DescribeInstances',
    ]);
    expect(Events.at(-1)?.EventTime?.getTime()).toBeLessThan(Date.now() - 14 * 24 * 3_600_000);
    expect(Events.every((event) => (event.EventTime?.getTime() ?? 0) < Date.now() - 60_000)).toBe(true);
  });

  test('for a role the user name is the session name', async () => {
    const session = await assume(clients(aws, aws.demo.credentials.worker), {
      RoleArn: aws.demo.roles.read,
      RoleSessionName: 'req-42',
    });
    await clients(aws, session).ec2.send(new DescribeInstancesCommand({}));

    expect((await lookupBy('Username', 'req-42')).Events?.map((event) => event.EventName)).toEqual([
      'DescribeInstances',
    ]);
    expect((await lookupBy('Username', 'TrailboltRead')).Events).toEqual([]);
  });

  test.each([
    ['EventName', 'StartLogging', ['StartLogging']],
    ['EventSource', 'cloudtrail.amazonaws.com', ['StartLogging', 'PutEventSelectors', 'CreateTrail']],
    ['ResourceName', 'org-trail', ['StartLogging', 'PutEventSelectors', 'CreateTrail']],
    ['ResourceType', 'AWS::CloudTrail::Trail', ['StartLogging', 'PutEventSelectors', 'CreateTrail']],
    ['ResourceName', 'nothing', []],
  ])('finds by %s %s', async (key, value, names) => {
    const { Events = [] } = await lookupBy(key, value);

    expect(Events.map((event) => event.EventName).filter((name) => name !== 'LookupEvents')).toEqual(names);
  });

  test('finds by id, key and kind', async () => {
    const [first] = (await lookup()).Events ?? [];

    expect((await lookupBy('EventId', first?.EventId ?? '')).Events).toMatchObject([{ EventId: first?.EventId }]);
    const { Events: byKey = [] } = await lookupBy('AccessKeyId', aws.demo.credentials.dave.accessKeyId);
    expect(new Set(byKey.map((event) => event.Username))).toEqual(new Set(['dave']));
    expect((await lookupBy('ReadOnly', 'false')).Events?.every((event) => event.ReadOnly === 'false')).toBe(true);
  });

  test('fifty a page, and tokens that fit their question only', async () => {
    for (let i = 0; i < 60; i++) await admin.ec2.send(new DescribeInstancesCommand({}));
    const window = {
      LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'DescribeInstances' }],
      StartTime: new Date(Date.now() - 60 * 60_000),
    };

    const first = await lookup(window);
    const second = await lookup({ ...window, NextToken: first.NextToken });

    expect(first.Events).toHaveLength(50);
    expect(second.Events).toHaveLength(10);
    expect(second.NextToken).toBeUndefined();
    const ids = [...(first.Events ?? []), ...(second.Events ?? [])].map((event) => event.EventId);
    expect(new Set(ids).size).toBe(60);
    expect((await refusal(lookup({ NextToken: first.NextToken }))).code).toBe('InvalidNextTokenException');
    expect((await refusal(lookup({ ...window, NextToken: 'made up' }))).code).toBe('InvalidNextTokenException');
  });

  test('only within the time asked, and this Region', async () => {
    const now = Date.now();

    const times = { StartTime: new Date(now - 60 * 24 * 3_600_000), EndTime: new Date(now - 15 * 24 * 3_600_000) };
    const { Events = [] } = await lookup(times);
    expect(Events.length).toBeGreaterThan(0);
    expect(
      Events.every(({ EventTime = new Date() }) => EventTime >= times.StartTime && EventTime <= times.EndTime),
    ).toBe(true);
    expect((await lookup({ EndTime: new Date(now - 100 * 24 * 3_600_000) })).Events).toEqual([]);
    const elsewhere = clients(aws, aws.demo.credentials.admin, 'eu-central-1').cloudtrail;
    expect((await elsewhere.send(new LookupEventsCommand({}))).Events).toEqual([]);
  });

  test('forgets after ninety days', async () => {
    expect((await lookupBy('EventName', 'StartLogging')).Events).toHaveLength(1);

    aws.control.advance(91 * 24 * 3_600_000);

    expect((await lookupBy('EventName', 'StartLogging')).Events).toEqual([]);
  });

  test.each([
    [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
    [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
    [{ StartTime: new Date(2000), EndTime: new Date(1000) }, 'InvalidTimeRangeException'],
    [{ LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: 'blabla' }] }, 'InvalidLookupAttributesException'],
    [{ LookupAttributes: [{ AttributeKey: 'Colour', AttributeValue: 'red' }] }, 'InvalidLookupAttributesException'],
    [
      {
        LookupAttributes: [
          { AttributeKey: 'EventName', AttributeValue: 'a' },
          { AttributeKey: 'Username', AttributeValue: 'b' },
        ],
      },
      'InvalidLookupAttributesException',
    ],
    [{ EventCategory: 'management' }, 'InvalidEventCategoryException'],
  ])('refuses %j with %s', async (input, code) => {
    expect((await refusal(lookup(input as LookupEventsCommandInput))).code).toBe(code);
  });
});

test('lookups are two a second for each Region', async () => {
  const own = await createSandboxAws();
  try {
    const { cloudtrail } = clients(own, own.demo.credentials.admin);
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }))),
    );
    const elsewhere = clients(own, own.demo.credentials.admin, 'eu-central-1').cloudtrail;

    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(2);
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(elsewhere.send(new LookupEventsCommand({}))).resolves.toBeDefined();

    own.control.advance(1000);
    await expect(cloudtrail.send(new LookupEventsCommand({}))).resolves.toBeDefined();
  } finally {
    await own.close();
  }
});

test('lookups are behind what happens', async () => {
  const own = await createSandboxAws({ lookupLagMs: 5 * 60_000, lookupsPerSecond: 1000 });
  try {
    const { cloudtrail } = clients(own, own.demo.credentials.admin);
    const stop = clients(own, own.demo.credentials.dave).ec2;
    await stop.send(new StopInstancesCommand({ InstanceIds: [own.demo.instances.web1] }));
    const found = async () =>
      (
        await cloudtrail.send(
          new LookupEventsCommand({
            LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'StopInstances' }],
          }),
        )
      ).Events;
    expect(await found()).toEqual([]);

    own.control.advance(5 * 60_000);

    expect(await found()).toHaveLength(1);
  } finally {
    await own.close();
  }
});

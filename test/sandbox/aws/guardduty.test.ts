import {
  CreateDetectorCommand,
  DeleteDetectorCommand,
  GetDetectorCommand,
  ListDetectorsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDetectorCommand,
} from '@aws-sdk/client-guardduty';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, post, refusal, signed } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterEach(() => aws.close());

const NOBODYS = '12abc34d567e8fa901bc2d34e56789f0';

async function create(more: object = {}): Promise<string> {
  const { DetectorId = '' } = await admin.guardduty.send(new CreateDetectorCommand({ Enable: true, ...more }));
  return DetectorId;
}

const arnOf = (id: string) => `arn:aws:guardduty:us-east-1:111122223333:detector/${id}`;

describe('a detector', () => {
  test('is made once in a Region, with what GuardDuty gives a new one, and found there', async () => {
    const DetectorId = await create({ Tags: { team: 'security' } });

    expect(DetectorId).toMatch(/^[0-9a-f]{32}$/);
    expect((await admin.guardduty.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([DetectorId]);
    const { $metadata: _metadata, ...detector } = await admin.guardduty.send(new GetDetectorCommand({ DetectorId }));
    expect(detector).toMatchObject({
      Status: 'ENABLED',
      FindingPublishingFrequency: 'SIX_HOURS',
      ServiceRole: expect.stringContaining('AWSServiceRoleForAmazonGuardDuty'),
      Tags: { team: 'security' },
    });
    expect(detector.Features).toContainEqual({ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' });
    expect(detector.Features).toContainEqual({ Name: 'RUNTIME_MONITORING', Status: 'DISABLED' });
    expect(await refusal(create())).toMatchObject({
      code: 'BadRequestException',
      status: 400,
      message: 'The request is rejected because a detector already exists for the current account.',
    });
    const elsewhere = clients(aws, aws.demo.credentials.admin, 'eu-west-1');
    expect((await elsewhere.guardduty.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
  });

  test('is the same one for the same client token', async () => {
    const ClientToken = 'once';

    expect(await create({ ClientToken })).toBe(await create({ ClientToken }));
    expect((await refusal(create({ ClientToken: 'twice' }))).code).toBe('BadRequestException');
  });

  test('is suspended and comes back as it was', async () => {
    const features = { Features: [{ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' }] } as const;
    const DetectorId = await create({ FindingPublishingFrequency: 'ONE_HOUR', ...features });

    await admin.guardduty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));
    const off = await admin.guardduty.send(new GetDetectorCommand({ DetectorId }));
    await admin.guardduty.send(new UpdateDetectorCommand({ DetectorId, Enable: true }));
    const on = await admin.guardduty.send(new GetDetectorCommand({ DetectorId }));

    expect([off.Status, on.Status]).toEqual(['DISABLED', 'ENABLED']);
    expect(on.FindingPublishingFrequency).toBe('ONE_HOUR');
    expect(on.Features).toContainEqual({ Name: 'S3_DATA_EVENTS', Status: 'DISABLED' });
  });

  test('that is deleted is nobody’s', async () => {
    const DetectorId = await create();
    await admin.guardduty.send(new DeleteDetectorCommand({ DetectorId }));

    for (const call of [new GetDetectorCommand({ DetectorId }), new DeleteDetectorCommand({ DetectorId })]) {
      expect(await refusal(admin.guardduty.send(call as GetDetectorCommand))).toMatchObject({
        code: 'BadRequestException',
        message: 'The request is rejected because the input detectorId is not owned by the current account.',
      });
    }
    expect(await create()).not.toBe(DetectorId);
  });

  test('has tags', async () => {
    const ResourceArn = arnOf(await create({ Tags: { team: 'security' } }));
    await admin.guardduty.send(new TagResourceCommand({ ResourceArn, Tags: { trailbolt: 'never' } }));
    await admin.guardduty.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));

    const { Tags } = await admin.guardduty.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ trailbolt: 'never' });
    const own = new TagResourceCommand({ ResourceArn, Tags: { 'aws:mine': '1' } });
    expect((await refusal(admin.guardduty.send(own))).code).toBe('BadRequestException');
  });
});

describe('what GuardDuty refuses', () => {
  test.each([
    ['a frequency that there is not', { FindingPublishingFrequency: 'DAILY' }],
    ['a plan that there is not', { Features: [{ Name: 'EVERYTHING', Status: 'ENABLED' }] }],
    [
      'two ways of watching runtimes',
      {
        Features: [
          { Name: 'RUNTIME_MONITORING', Status: 'ENABLED' },
          { Name: 'EKS_RUNTIME_MONITORING', Status: 'ENABLED' },
        ],
      },
    ],
  ])('%s', async (_what, more) => {
    expect(await refusal(create(more))).toMatchObject({ code: 'BadRequestException', status: 400 });
    expect((await admin.guardduty.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
  });

  test('pages of another size than it has, and tokens that it did not give', async () => {
    for (const input of [{ MaxResults: 51 }, { NextToken: 'mine' }]) {
      expect((await refusal(admin.guardduty.send(new ListDetectorsCommand(input)))).code).toBe('BadRequestException');
    }
  });

  test('whoever has no right, by the detector’s ARN', async () => {
    const DetectorId = await create();
    const dave = clients(aws, aws.demo.credentials.dave);
    const suspend = new UpdateDetectorCommand({ DetectorId, Enable: false });

    expect(await refusal(dave.guardduty.send(suspend))).toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      message: expect.stringContaining(`guardduty:UpdateDetector on resource: ${arnOf(DetectorId)}`),
    });
    expect(await newestRecord(admin, 'UpdateDetector')).toMatchObject({
      errorCode: 'AccessDenied',
      requestParameters: null,
    });
    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'dave',
        PolicyName: 'guardduty',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'guardduty:*', Resource: arnOf(DetectorId) },
            { Effect: 'Allow', Action: 'guardduty:CreateDetector', Resource: arnOf('*') },
          ],
        }),
      }),
    );
    await dave.guardduty.send(suspend);
    await dave.guardduty.send(new DeleteDetectorCommand({ DetectorId }));
    // Making one knows no resource, so a right that names any does not cover it.
    expect(await refusal(dave.guardduty.send(new CreateDetectorCommand({ Enable: true })))).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('guardduty:CreateDetector on resource: *'),
    });
  });
});

test('its records say what was asked and made', async () => {
  const DetectorId = await create({ ClientToken: 'once' });
  await admin.guardduty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));

  expect(await newestRecord(admin, 'CreateDetector')).toMatchObject({
    eventSource: 'guardduty.amazonaws.com',
    readOnly: false,
    requestParameters: { enable: true, clientToken: 'once' },
    responseElements: { detectorId: DetectorId },
  });
  expect(await newestRecord(admin, 'UpdateDetector')).toMatchObject({
    requestParameters: { detectorId: DetectorId, enable: false },
    responseElements: null,
  });
  await refusal(admin.guardduty.send(new UpdateDetectorCommand({ DetectorId: NOBODYS, Enable: false })));
  expect(await newestRecord(admin, 'UpdateDetector')).toMatchObject({
    errorCode: 'BadRequestException',
    requestParameters: { detectorId: NOBODYS, enable: false },
  });
});

async function request(method: string, path: string, body = ''): Promise<Response> {
  return post(aws, await signed(aws, { service: 'guardduty', method, path, body }));
}

describe('on the wire', () => {
  test('names are those of JSON, and errors come with their type', async () => {
    const made = await request('POST', '/detector', JSON.stringify({ enable: true }));
    const { detectorId } = (await made.json()) as { detectorId: string };
    expect(detectorId).toMatch(/^[0-9a-f]{32}$/);
    const unknown = await request('POST', `/detector/${NOBODYS}`, '{"enable":false}');

    expect(unknown.headers.get('x-amzn-errortype')).toBe('BadRequestException');
    expect(await unknown.json()).toEqual({
      __type: 'InvalidInputException',
      message: 'The request is rejected because the input detectorId is not owned by the current account.',
    });
  });

  test.each([
    ['POST', '/detector', 'no JSON', 'SerializationException'],
    ['POST', '/detector', '{"enable":"yes"}', 'SerializationException'],
    ['POST', '/detector', '{"enable":true,"tags":["a"]}', 'SerializationException'],
    ['POST', '/detector', '{}', 'BadRequestException'],
    ['POST', '/tags/%E0%A4%A', '{"tags":{}}', 'SerializationException'],
    ['POST', '/detectors', '{"enable":true}', 'UnknownOperationException'],
  ])('%s %s with %s is refused as %s', async (method, path, body, type) => {
    const answer = await request(method, path, body);

    expect(answer.headers.get('x-amzn-errortype')).toBe(type);
    expect((await admin.guardduty.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
  });

  test('a signature that proves nobody is refused with 403', async () => {
    const { headers, ...rest } = await signed(aws, {
      service: 'guardduty',
      method: 'POST',
      path: '/detector',
      body: '{}',
    });
    const answer = await post(aws, { ...rest, headers, body: '{"enable":true}' });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('InvalidSignatureException');
  });
});

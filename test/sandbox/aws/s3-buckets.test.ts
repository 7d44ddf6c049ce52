import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateAccessKeyCommand, CreateUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, post, refusal, signed } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let s3: Clients['s3'];
let buckets = 0;
let Bucket: string;

const ALL = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const NONE = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
  s3 = admin.s3;
});

beforeEach(async () => {
  Bucket = `bucket-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => aws.close());

const policy = (more: object = {}, bucket = Bucket) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*`, ...more },
    ],
  });
const blockOf = async () => (await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
const open = () => s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
const put = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

const tryToCreate = (name: string, LocationConstraint?: 'eu-west-1') =>
  refusal(
    s3.send(
      new CreateBucketCommand({
        Bucket: name,
        ...(LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } }),
      }),
    ),
  );

const recorded = async (EventName: string): Promise<unknown> => {
  const { Events = [] } = await admin.cloudtrail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: EventName }] }),
  );
  return JSON.parse(Events[0]?.CloudTrailEvent ?? 'null');
};

describe('buckets', () => {
  test('are made in a Region, listed with others, told where they lie, and deleted when empty', async () => {
    const ireland = clients(aws, aws.demo.credentials.admin, 'eu-west-1').s3;
    const there = `${Bucket}-ireland`;
    await ireland.send(
      new CreateBucketCommand({ Bucket: there, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    );
    const { Buckets = [], Owner } = await s3.send(new ListBucketsCommand({}));

    expect(Buckets.map(({ Name }) => Name)).toEqual(expect.arrayContaining([Bucket, there, 'trailbolt-sandbox-trail']));
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: there }))).LocationConstraint).toBe('eu-west-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    expect(await refusal(s3.send(new GetBucketAclCommand({ Bucket: there })))).toMatchObject({
      code: 'PermanentRedirect',
      status: 301,
    });

    await ireland.send(new PutObjectCommand({ Bucket: there, Key: 'a', Body: 'b' }));
    expect((await refusal(ireland.send(new DeleteBucketCommand({ Bucket: there })))).code).toBe('BucketNotEmpty');
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(s3.send(new GetBucketAclCommand({ Bucket })))).toMatchObject({
      code: 'NoSuchBucket',
      status: 404,
    });
  });

  test('are named as S3 wants it, and made where the request is sent', async () => {
    expect((await tryToCreate('Loud')).code).toBe('InvalidBucketName');
    expect((await tryToCreate('192.168.5.4')).code).toBe('InvalidBucketName');
    expect((await tryToCreate('elsewhere', 'eu-west-1')).code).toBe('IllegalLocationConstraintException');
  });

  test('carry tags, each key once', async () => {
    expect((await refusal(s3.send(new GetBucketTaggingCommand({ Bucket })))).code).toBe('NoSuchTagSet');
    const TagSet = [
      { Key: 'team', Value: 'red & <blue>' },
      { Key: 'trailbolt', Value: 'never' },
    ];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));

    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    const twice = { TagSet: [TagSet[0], TagSet[0]].filter((tag) => tag !== undefined) };
    expect((await refusal(s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: twice })))).code).toBe('InvalidTag');
  });

  test('refuse subresources that the sandbox does not have, instead of answering something else', async () => {
    expect(await refusal(s3.send(new GetBucketLoggingCommand({ Bucket })))).toMatchObject({
      code: 'NotImplemented',
      status: 501,
    });
  });
});

describe('public access block', () => {
  test('is on for a new bucket; its four flags are replaced together, and gone when deleted', async () => {
    expect(await blockOf()).toEqual(ALL);

    await s3.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    expect(await blockOf()).toEqual({ ...NONE, BlockPublicAcls: true });

    await open();
    expect(await refusal(blockOf())).toMatchObject({ code: 'NoSuchPublicAccessBlockConfiguration', status: 404 });
    await open();
  });

  test('keeps policies and access control lists from opening the bucket', async () => {
    await s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      }),
    );
    const acl = () => s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));

    expect((await refusal(put(policy()))).message).toContain('prevented by the BlockPublicPolicy setting');
    expect((await refusal(acl())).message).toContain('prevented by the BlockPublicAcls setting');
    await open();
    await put(policy());
    await acl();

    expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(true);
    expect((await s3.send(new GetBucketAclCommand({ Bucket }))).Grants).toContainEqual({
      Grantee: { Type: 'Group', URI: EVERYBODY },
      Permission: 'READ',
    });
  });
});

describe('the public access block of the account', () => {
  const AccountId = '111122223333';
  const get = () => admin.s3Control.send(new GetAccountBlockCommand({ AccountId }));
  afterEach(() => admin.s3Control.send(new DeleteAccountBlockCommand({ AccountId })));

  test('is off until it is put, and holds for every bucket', async () => {
    await open();
    expect((await refusal(get())).code).toBe('NoSuchPublicAccessBlockConfiguration');

    const PublicAccessBlockConfiguration = { ...NONE, BlockPublicPolicy: true };
    await admin.s3Control.send(new PutAccountBlockCommand({ AccountId, PublicAccessBlockConfiguration }));

    expect((await get()).PublicAccessBlockConfiguration).toEqual(PublicAccessBlockConfiguration);
    expect((await refusal(put(policy()))).message).toContain('prevented by the BlockPublicPolicy setting');
    expect(await recorded('PutAccountPublicAccessBlock')).toMatchObject({
      eventSource: 's3.amazonaws.com',
      requestParameters: {
        Host: '111122223333.s3-control.us-east-1.amazonaws.com',
        PublicAccessBlockConfiguration,
      },
    });
  });

  test('is its own account’s alone, and needs its own right', async () => {
    const other = admin.s3Control.send(new GetAccountBlockCommand({ AccountId: '999988887777' }));
    const dave = clients(aws, aws.demo.credentials.dave).s3Control;

    expect((await refusal(other)).code).toBe('AccessDenied');
    expect((await refusal(dave.send(new GetAccountBlockCommand({ AccountId })))).message).toContain(
      's3:GetAccountPublicAccessBlock',
    );
  });
});

test('a website is configured, read and taken away', async () => {
  const get = () => s3.send(new GetBucketWebsiteCommand({ Bucket }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } };
  expect((await refusal(get())).code).toBe('NoSuchWebsiteConfiguration');
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));

  expect(await get()).toMatchObject(WebsiteConfiguration);
  await s3.send(new DeleteBucketWebsiteCommand({ Bucket }));
  expect((await refusal(get())).code).toBe('NoSuchWebsiteConfiguration');
});

const ofOwner = (ExpectedBucketOwner: string) => s3.send(new GetBucketAclCommand({ Bucket, ExpectedBucketOwner }));

test('a bucket is told apart from one of another account', async () => {
  await expect(ofOwner('111122223333')).resolves.toBeDefined();
  expect(await refusal(ofOwner('999988887777'))).toMatchObject({ code: 'AccessDenied', status: 403 });
});

describe('policies', () => {
  test('are kept as given and gone when deleted', async () => {
    const text = policy({ Principal: { AWS: 'arn:aws:iam::111122223333:user/dave' } });
    expect((await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).code).toBe('NoSuchBucketPolicy');
    expect((await refusal(s3.send(new GetBucketPolicyStatusCommand({ Bucket })))).code).toBe('NoSuchBucketPolicy');

    await put(text);

    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect((await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).code).toBe('NoSuchBucketPolicy');
  });

  test.each([
    ['no JSON', () => '{'],
    ['nobody named', () => policy({ Principal: undefined })],
    ['another bucket', () => policy({}, 'elsewhere')],
  ])('are refused: %s', async (_what, text) => {
    expect((await refusal(put(text()))).code).toBe('MalformedPolicy');
  });

  test.each<[string, boolean, object]>([
    ['everybody', true, {}],
    ['everybody as AWS', true, { Principal: { AWS: '*' } }],
    ['one account', false, { Principal: { AWS: '444455556666' } }],
    ['everybody of an organisation', false, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefgh12' } } }],
    ['a pattern of ARNs', true, { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } } }],
    ['an office network', false, { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }],
    ['half of the internet', true, { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }],
    ['everybody but somebody', true, { Condition: { StringNotEquals: { 'aws:userid': 'x' } } }],
    ['a user agent', true, { Condition: { StringEquals: { 'aws:UserAgent': 'secret' } } }],
  ])('that allow %s are public: %s', async (_who, isPublic, more) => {
    await open();
    await put(policy(more));

    expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(isPublic);
  });

  test('decide about objects and the bucket itself, a deny above all', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }));
    const dave = clients(aws, aws.demo.credentials.dave).s3;
    const read = () => dave.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect((await refusal(read())).code).toBe('AccessDenied');

    await put(policy({ Principal: { AWS: 'arn:aws:iam::111122223333:user/dave' } }));
    await expect(read()).resolves.toBeDefined();
    await put(policy({ Principal: { AWS: '111122223333' } }));
    expect((await refusal(read())).code).toBe('AccessDenied');

    await put(policy({ Effect: 'Deny' }));
    expect((await refusal(s3.send(new GetObjectCommand({ Bucket, Key: 'a' })))).message).toContain(
      'with an explicit deny in a resource-based policy',
    );
  });
});

describe('access control lists', () => {
  test('are off for new buckets', async () => {
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));

    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    expect((await refusal(s3.send(new PutBucketAclCommand({ Bucket, ACL: 'private' })))).code).toBe(
      'AccessControlListNotSupported',
    );
    const { Grants, Owner } = await s3.send(new GetBucketAclCommand({ Bucket }));
    expect(Grants).toEqual([{ Grantee: { Type: 'CanonicalUser', ...Owner }, Permission: 'FULL_CONTROL' }]);
  });

  test('are put whole, and keep the bucket from giving them up while they are public', async () => {
    const own = `${Bucket}-own`;
    await s3.send(new CreateBucketCommand({ Bucket: own, ObjectOwnership: 'ObjectWriter' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: own }));
    const { Owner } = await s3.send(new GetBucketAclCommand({ Bucket: own }));
    const Grants = [
      { Grantee: { Type: 'CanonicalUser' as const, ID: Owner?.ID }, Permission: 'FULL_CONTROL' as const },
      { Grantee: { Type: 'Group' as const, URI: EVERYBODY }, Permission: 'WRITE' as const },
    ];
    await s3.send(new PutBucketAclCommand({ Bucket: own, AccessControlPolicy: { Owner, Grants } }));

    expect((await s3.send(new GetBucketAclCommand({ Bucket: own }))).Grants).toEqual(Grants);
    const enforce = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
    const give = s3.send(new PutBucketOwnershipControlsCommand({ Bucket: own, OwnershipControls: enforce }));
    expect((await refusal(give)).code).toBe('InvalidBucketAclWithObjectOwnership');
  });
});

test('each call needs its own right, on the bucket named', async () => {
  const UserName = `user-${buckets}`;
  await admin.iam.send(new CreateUserCommand({ UserName }));
  const Statement = [{ Effect: 'Allow', Action: 's3:PutBucketPublicAccessBlock', Resource: `arn:aws:s3:::${Bucket}` }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  const user = clients(aws, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  }).s3;
  const other = aws.demo.trail.bucket;

  await user.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: ALL }));
  await user.send(new DeletePublicAccessBlockCommand({ Bucket }));
  for (const call of [
    user.send(new DeletePublicAccessBlockCommand({ Bucket: other })),
    user.send(new GetPublicAccessBlockCommand({ Bucket })),
    user.send(new GetBucketPolicyCommand({ Bucket })),
    user.send(new ListBucketsCommand({})),
  ]) {
    expect(await refusal(call)).toMatchObject({ code: 'AccessDenied', status: 403 });
  }
});

test('calls are recorded under the names and in the form that S3 gives them', async () => {
  const base = { bucketName: Bucket, Host: 's3.us-east-1.amazonaws.com' };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: NONE }));
  await put(policy());
  await refusal(s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' })));
  await open();

  expect(await recorded('PutBucketPublicAccessBlock')).toMatchObject({
    eventSource: 's3.amazonaws.com',
    readOnly: false,
    managementEvent: true,
    requestParameters: {
      ...base,
      publicAccessBlock: '',
      PublicAccessBlockConfiguration: { xmlns: 'http://s3.amazonaws.com/doc/2006-03-01/', ...NONE },
    },
    responseElements: null,
  });
  expect(await recorded('PutBucketPolicy')).toMatchObject({
    requestParameters: { ...base, policy: '', bucketPolicy: JSON.parse(policy()) },
  });
  expect(await recorded('PutBucketAcl')).toMatchObject({
    errorCode: 'AccessControlListNotSupported',
    requestParameters: { ...base, acl: '', 'x-amz-acl': ['public-read'] },
  });
  expect(await recorded('DeleteBucketPublicAccessBlock')).toMatchObject({
    requestParameters: { ...base, publicAccessBlock: '' },
    resources: [{ accountId: '111122223333', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${Bucket}` }],
  });
});

test.each([
  ['no XML', '<PublicAccessBlockConfiguration>'],
  ['another element', '<Tagging></Tagging>'],
  [
    'an element that is not in the model',
    '<PublicAccessBlockConfiguration><Else>1</Else></PublicAccessBlockConfiguration>',
  ],
  [
    'no boolean',
    '<PublicAccessBlockConfiguration><BlockPublicAcls>yes</BlockPublicAcls></PublicAccessBlockConfiguration>',
  ],
  ['nothing', ''],
])('a body that the model does not have is malformed: %s', async (_what, body) => {
  const request = await signed(aws, {
    service: 's3',
    method: 'PUT',
    path: `/${Bucket}`,
    query: { publicAccessBlock: '' },
    body,
  });
  const answer = await post(aws, request);

  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('<Code>MalformedXML</Code>');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { post, signed } from './support.ts';

// What the clients do not show: the bytes that any other client would have to understand.

let aws: SandboxAws;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0 });
});

afterAll(() => aws.close());

async function query(service: 'ec2' | 'iam' | 'sts', fields: Record<string, string>): Promise<Response> {
  const Version = { ec2: '2016-11-15', iam: '2010-05-08', sts: '2011-06-15' }[service];
  return post(aws, await signed(aws, { service, body: new URLSearchParams({ Version, ...fields }).toString() }));
}

async function cloudtrail(target: string, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `CloudTrail_20131101.${target}` };
  return post(aws, await signed(aws, { service: 'cloudtrail', body, headers }));
}

test('EC2 answers in its own XML', async () => {
  const answer = await query('ec2', { Action: 'DescribeRegions', 'RegionName.1': 'eu-central-1' });

  const requestId = answer.headers.get('x-amzn-requestid');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await answer.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${requestId}</requestId>` +
      '<regionInfo><item><optInStatus>opt-in-not-required</optInStatus><regionName>eu-central-1</regionName>' +
      '<regionEndpoint>ec2.eu-central-1.amazonaws.com</regionEndpoint></item></regionInfo></DescribeRegionsResponse>',
  );
});

test('EC2 errors are Response/Errors/Error', async () => {
  const answer = await query('ec2', { Action: 'TerminateInstances', 'InstanceId.1': 'i-0123456789abcdef0' });

  expect(answer.status).toBe(400);
  expect(await answer.text()).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code>' +
      "<Message>The instance ID 'i-0123456789abcdef0' does not exist</Message></Error></Errors>" +
      `<RequestID>${answer.headers.get('x-amzn-requestid')}</RequestID></Response>`,
  );
});

test.each([
  [{ Action: 'DescribeInstances', Colour: 'red' }, 'UnknownParameter'],
  [{ Action: 'TerminateInstances' }, 'MissingParameter'],
  [
    { Action: 'RunInstances', ImageId: 'ami-0a1b2c3d4e5f60718', MinCount: 'one', MaxCount: '1' },
    'InvalidParameterValue',
  ],
  [{ Action: 'DescribeInstances', DryRun: 'perhaps' }, 'InvalidParameterValue'],
  [{}, 'InvalidAction'],
])('EC2 refuses the query %j with %s', async (fields, code) => {
  const answer = await query('ec2', fields);

  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

test('text that XML cannot hold does not break an answer', async () => {
  const evil = '<&"\u0007\u2028]]> <!channel>';
  const answer = await query('ec2', { Action: 'DescribeRegions', 'RegionName.1': evil });

  const text = await answer.text();
  expect(text).toContain('&lt;&amp;&quot;\uFFFD\u2028]]&gt; &lt;!channel&gt;');
});

test('IAM answers and errors are wrapped in its own way', async () => {
  const good = await query('iam', { Action: 'ListAccountAliases' });
  const bad = await query('iam', { Action: 'GetUser', UserName: 'nobody' });

  expect(await good.text()).toBe(
    '<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult>' +
      '<AccountAliases><member>sandbox-production</member></AccountAliases><IsTruncated>false</IsTruncated>' +
      `</ListAccountAliasesResult><ResponseMetadata><RequestId>${good.headers.get('x-amzn-requestid')}</RequestId></ResponseMetadata></ListAccountAliasesResponse>`,
  );
  expect(bad.status).toBe(404);
  expect(await bad.text()).toBe(
    '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>' +
      `<Message>The user with name nobody cannot be found.</Message></Error><RequestId>${bad.headers.get('x-amzn-requestid')}</RequestId></ErrorResponse>`,
  );
});

test('CloudTrail speaks JSON, with times as seconds', async () => {
  const answer = await cloudtrail('LookupEvents', '{"MaxResults":1}');

  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  const { Events } = (await answer.json()) as { Events: Record<string, unknown>[] };
  expect(Events[0]?.['EventTime']).toEqual(expect.any(Number));
});

test.each([
  ['LookupEvents', '{"MaxResults":"ten"}', 'SerializationException'],
  ['LookupEvents', '{"MaxResults":', 'SerializationException'],
  ['LookupEvents', '[]', 'SerializationException'],
  ['StopLogging', '{}', 'ValidationException'],
  ['StopLogging', '{"Name":"none"}', 'TrailNotFoundException'],
  ['Nothing', '{}', 'UnknownOperationException'],
])('CloudTrail answers %s %s with %s', async (target, body, code) => {
  const answer = await cloudtrail(target, body);

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ __type: code, message: expect.any(String) });
});

test('the request id of an answer is that of its record', async () => {
  const answer = await query('sts', { Action: 'GetCallerIdentity' });

  expect(await answer.text()).toContain(`<RequestId>${answer.headers.get('x-amzn-requestid')}</RequestId>`);
  const lookup = await cloudtrail(
    'LookupEvents',
    '{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"GetCallerIdentity"}]}',
  );
  const { Events } = (await lookup.json()) as { Events: { CloudTrailEvent: string }[] };
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
    requestID: answer.headers.get('x-amzn-requestid'),
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDACT_BOUNDS, redactFields, redactText } from '../../src/alert/redact.ts';
import type { JsonObject } from '../../src/model/json.ts';

const redact = (eventSource: string, eventName: string, fields: JsonObject) =>
  JSON.stringify(redactFields(fields, { eventSource: `${eventSource}.amazonaws.com`, eventName }));

/** No secret of these samples may be left, and what is not secret must be. */
const SECRET = 'hunter2';

describe('secret fields of APIs', () => {
  it.each([
    [
      'lambda',
      'UpdateFunctionConfiguration20150331v2',
      { functionName: 'keep', environment: { variables: { DB: SECRET, 'a.b': SECRET } } },
    ],
    ['ec2', 'RunInstances', { instanceType: 'keep', userData: SECRET }],
    ['ec2', 'ModifyInstanceAttribute', { instanceId: 'keep', userData: { value: SECRET } }],
    [
      'ec2',
      'CreateLaunchTemplate',
      { CreateLaunchTemplateRequest: { LaunchTemplateName: 'keep', LaunchTemplateData: { UserData: SECRET } } },
    ],
    ['ec2', 'GetPasswordData', { instanceId: 'keep', passwordData: SECRET }],
    ['ec2', 'CreateKeyPair', { keyName: 'keep', keyMaterial: SECRET }],
    ['ssm', 'SendCommand', { documentName: 'keep', parameters: { commands: [`echo ${SECRET}`] } }],
    [
      'ssm',
      'StartSession',
      { target: 'keep', parameters: { command: [SECRET] }, tokenValue: SECRET, streamUrl: SECRET },
    ],
    ['ssm', 'PutParameter', { name: 'keep', value: SECRET }],
    ['ssm', 'GetParameter', { name: 'keep', parameter: { value: SECRET } }],
    ['iam', 'CreateLoginProfile', { userName: 'keep', password: SECRET, passwordResetRequired: true }],
    ['iam', 'ChangePassword', { oldPassword: SECRET, newPassword: SECRET, other: 'keep' }],
    ['iam', 'EnableMFADevice', { userName: 'keep', authenticationCode1: SECRET, authenticationCode2: SECRET }],
    ['iam', 'CreateAccessKey', { accessKey: { accessKeyId: 'keep', secretAccessKey: SECRET } }],
    [
      'iam',
      'CreateServiceSpecificCredential',
      { serviceSpecificCredential: { userName: 'keep', servicePassword: SECRET } },
    ],
    ['secretsmanager', 'PutSecretValue', { secretId: 'keep', secretString: SECRET, secretBinary: SECRET }],
    [
      'rds',
      'ModifyDBInstance',
      { dBInstanceIdentifier: 'keep', masterUserPassword: SECRET, tdeCredentialPassword: SECRET },
    ],
    ['redshift', 'GetClusterCredentials', { clusterIdentifier: 'keep', dbPassword: SECRET }],
    ['elasticache', 'CreateReplicationGroup', { replicationGroupId: 'keep', authToken: SECRET }],
    [
      'ecs',
      'RegisterTaskDefinition',
      { containerDefinitions: [{ image: 'keep', environment: [{ name: 'DB', value: SECRET }] }] },
    ],
    [
      'ecs',
      'RunTask',
      { cluster: 'keep', overrides: { containerOverrides: [{ environment: [{ name: 'DB', value: SECRET }] }] } },
    ],
    [
      'batch',
      'SubmitJob',
      {
        jobName: 'keep',
        containerOverrides: { environment: [{ name: 'DB', value: SECRET }] },
        parameters: { db: SECRET },
      },
    ],
    [
      'codebuild',
      'CreateProject',
      { environment: { image: 'keep', environmentVariables: [{ name: 'DB', type: 'PLAINTEXT', value: SECRET }] } },
    ],
    ['codebuild', 'StartBuild', { projectName: 'keep', environmentVariablesOverride: [{ name: 'DB', value: SECRET }] }],
    ['apprunner', 'CreateService', { serviceName: 'keep', image: { runtimeEnvironmentVariables: { DB: SECRET } } }],
    [
      'cloudformation',
      'CreateStack',
      { stackName: 'keep', templateBody: SECRET, parameters: [{ parameterKey: 'Db', parameterValue: SECRET }] },
    ],
    [
      'elasticbeanstalk',
      'UpdateEnvironment',
      { environmentName: 'keep', optionSettings: [{ optionName: 'DB', value: SECRET }] },
    ],
    ['sagemaker', 'CreateModel', { modelName: 'keep', primaryContainer: { environment: { DB: SECRET } } }],
    ['glue', 'CreateJob', { name: 'keep', job: { defaultArguments: { '--db': SECRET } } }],
    ['states', 'StartExecution', { stateMachineArn: 'keep', input: SECRET }],
    ['events', 'PutTargets', { rule: 'keep', targets: [{ id: 'a', input: SECRET }] }],
    [
      'sts',
      'AssumeRole',
      { roleArn: 'keep', credentials: { accessKeyId: 'keep', expiration: 'x', sessionToken: SECRET, other: SECRET } },
    ],
    ['sts', 'GetFederationToken', { name: 'keep', credentials: { sessionToken: SECRET } }],
    ['sts', 'AssumeRoleWithSAML', { roleArn: 'keep', sAMLAssertion: SECRET }],
    ['sts', 'GetSessionToken', { serialNumber: 'keep', tokenCode: SECRET }],
    ['signin', 'GetSigninToken', { GetSigninToken: SECRET, credentials: { accessKeyId: 'keep' } }],
    ['kms', 'Encrypt', { keyId: 'keep', plaintext: SECRET }],
    ['appsync', 'CreateApiKey', { apiId: 'keep', apiKey: { id: SECRET } }],
    ['acm', 'ImportCertificate', { certificateArn: 'keep', privateKey: SECRET }],
    ['cognito-idp', 'AdminInitiateAuth', { userPoolId: 'keep', authParameters: { USERNAME: 'x', PASSWORD: SECRET } }],
  ] as const)('%s %s', (service, name, fields) => {
    const text = redact(service, name, fields);

    expect(text).not.toContain(SECRET);
    expect(text).toContain('keep');
    expect(text).toMatch(/\[redacted: [a-zA-Z ]+\]/);
  });

  it('keeps what only looks secret', () => {
    const fields = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      clientToken: '8ac24b45-0040-4449-83bd-1c5ecee2b2dd',
      nextToken: 'abc',
      passwordResetRequired: true,
      manageMasterUserPassword: false,
      masterUserPassword: null,
      secretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:database-AbCdEf',
      kmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/2f94fc0e-8fd3-42e3-9b0e-a5fd6de1d92e',
      environment: { type: 'LINUX_CONTAINER', image: 'aws/codebuild/standard:7.0' },
      value: 'a tag',
      metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled' },
      keySchema: [{ attributeName: 'token', keyType: 'HASH' }],
      partitionKey: 'customer',
      masterUserSecret: {
        secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db',
        secretStatus: 'active',
      },
      secrets: [{ name: 'DB', valueFrom: '/prod/db' }],
      credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', expiration: 'Nov 23, 2026', userName: 'ana' },
      tagSet: { items: [{ key: 'Owner', value: 'ana' }] },
      codeSha256: 'uYQz8mVnYV1gP0cWmH8fQ2x1Jr6o4Tn0cF5y7sLq9aE=',
      commit: '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
      path: 'arn:aws:iam::111122223333:role/Team1/ProductionDeployerRoleForService',
      minimumPasswordLength: 14,
      maxPasswordAge: 90,
      clusterToken: false,
      policyDocument: '{"Statement":[{"Action":"secretsmanager:GetSecretValue","Resource":"*"}]}',
      assumeRolePolicyDocument:
        '{ "Statement": [{ "Condition": { "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } } }] }',
    };

    expect(redactFields(fields, { eventSource: 'iam.amazonaws.com', eventName: 'Any' })).toEqual(fields);
  });
});

describe('secrets that show by their form', () => {
  const pem = (kind: string) => `-----BEGIN ${kind}PRIVATE KEY-----\nMIIE${SECRET}\n-----END ${kind}PRIVATE KEY-----`;
  it.each([
    ['Slack bot token', `xoxb-123456789012-${SECRET}`],
    ['Slack app token', `xapp-1-A012-${SECRET}`],
    ['Slack webhook', `https://hooks.slack.com/services/T000/B000/${SECRET}`],
    ['GitHub token', `ghp_0123456789abcdefghij${SECRET}`],
    ['GitHub fine-grained token', `github_pat_0123456789abcdefghij${SECRET}`],
    ['GitLab token', `glpat-0123456789abcdefghij${SECRET}`],
    ['JWT', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${SECRET}.${SECRET}`],
    ['PEM', pem('RSA ')],
    ['PEM without kind', pem('')],
    ['cut PEM', pem('EC ').slice(0, -20)],
    [
      'presigned URL',
      `https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA&X-Amz-Signature=${SECRET}&X-Amz-Security-Token=${SECRET}`,
    ],
    ['presigned URL of version 2', `https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA&Signature=${SECRET}&Expires=1`],
    ['session token', `IQoJb3JpZ2luX2VjEOH${'/'.repeat(60)}${SECRET}`],
    ['password=', `mysql --host db password=${SECRET} now`],
    ['PASSWORD=', `export DB_PASSWORD="${SECRET} ${SECRET}" now`],
    ['--password', `mysql --password ${SECRET}`],
    ['aws_secret_access_key', `aws_secret_access_key = ${SECRET}/abc`],
    ['JSON', `{"dbPassword": "${SECRET}", "a": 1}`],
    ['JSON with escaped quotes in the value', `{"password":"a\\"${SECRET}","b":1}`],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ password: `a"${SECRET}`, user: 'x' }))],
    ["Python's JSON", `{'api_key': '${SECRET}'}`],
    ['Authorization', `curl -H 'Authorization: Bearer ${SECRET}abc'`],
    ['URL with password', `postgres://ana:${SECRET}@db.example.com/x`],
  ])('%s', (_name, text) => {
    const clean = redactText(`before ${text} after`, 2000);

    expect(clean).not.toContain(SECRET);
    expect(clean).toContain('[redacted: ');
    expect(clean.startsWith('before ')).toBe(true);
  });

  it('leaves ordinary text alone', () => {
    const text =
      'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: secretsmanager:GetSecretValue on resource: ' +
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf because no identity-based policy allows it';

    expect(redactText(text, 1000)).toBe(text);
    expect(redactText('aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 lang/python#3.13', 1000)).toMatch(
      /^aws-cli.*3\.13$/,
    );
  });

  it('does not show the beginning of a secret where text is cut', () => {
    const clean = redactText(`${'x'.repeat(90)} ${pem('RSA ').padEnd(10_000, 'A')}`, 100);

    expect(clean).not.toContain('MIIE');
    expect(clean).toMatch(/^x{90} \[redacte.*… \(\d+ characters\)$/);
  });
});

describe('bounds', () => {
  const call = { eventSource: 'x.amazonaws.com', eventName: 'Any' };

  it('is total and bounded on any JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 15 })), (fields) => {
        const clean = redactFields(fields as JsonObject, call);
        const once = JSON.stringify(clean);
        expect(once.length).toBeLessThan(4 * REDACT_BOUNDS.total);
      }),
    );
  });

  it.each([
    ['wide', Object.fromEntries(Array.from({ length: 100_000 }, (_value, index) => [`k${index}`, index]))],
    ['long', { a: Array.from({ length: 100_000 }, () => 'x') }],
    ['deep', nested(5000)],
    ['large', { a: 'x'.repeat(1_000_000), b: 'y'.repeat(1_000_000) }],
    ['many large', { a: Array.from({ length: 50 }, () => 'x'.repeat(10_000)) }],
    ['long keys', { ['k'.repeat(100_000)]: 1 }],
  ])('cuts what is %s, and says so', (_name, fields) => {
    const text = JSON.stringify(redactFields(fields as JsonObject, call));

    expect(text.length).toBeLessThan(2 * REDACT_BOUNDS.total);
    expect(text).toMatch(/more|cut: too|characters\)/);
  });

  it('takes a key of __proto__ for a field like any other', () => {
    const fields = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as JsonObject;

    const clean = redactFields(fields, call);

    expect(JSON.stringify(clean)).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('stays quick on text made to be slow', () => {
    const hostile = [
      '-----BEGIN PRIVATE KEY-----'.repeat(10_000),
      'password'.repeat(25_000),
      `"${'a'.repeat(100_000)}password"`,
      '\\'.repeat(200_000),
      `"password":"${'\\'.repeat(200_001)}`,
      '://'.repeat(70_000),
      'eyJ'.repeat(70_000),
      ' '.repeat(200_000),
    ];

    // Bounded work by construction: would take minutes, and fail by the test's time limit, if it were quadratic.
    for (const text of hostile) expect(redactText(text, 3000).length).toBeLessThan(3100);
  });
});

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return { a: value };
}

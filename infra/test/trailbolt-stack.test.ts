import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { askInspections } from '../../src/app/inspections.ts';
import { askAutomations } from '../../src/app/rule-occasions.ts';
import { createStateKeeper } from '../../src/app/states.ts';
import { LAMBDAS } from '../../src/build/targets.ts';
import { SETTINGS } from '../../src/config/environment.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Store } from '../../src/ports/store.ts';
import { FUNCTION_SETTINGS } from '../functions/shared.ts';
import { documentOf, list, resources, statementsOf, templates, type Statement } from '../templates.ts';

const template = templates()['Trailbolt'];
const functions = Object.values(resources(template, 'AWS::Lambda::Function')).map(({ Properties }) => Properties);
const roles = resources(template, 'AWS::IAM::Role');
const queues = resources(template, 'AWS::SQS::Queue');

function roleOf(name: string): string {
  const found = Object.entries(roles).find(([, role]) => role.Properties['RoleName'] === name);
  expect(found, `role ${name}`).toBeDefined();
  return found?.[0] ?? '';
}

/** Seconds that a message stays hidden while somebody works on it. */
function hidden(name: string): number {
  const queue = Object.values(queues).find(({ Properties }) => Properties['QueueName'] === name);
  return Number(queue?.Properties['VisibilityTimeout']);
}

function actionsOn(role: string, resource: RegExp): unknown[] {
  return statementsOf(template, roleOf(role))
    .filter((statement) => resource.test(JSON.stringify(statement.Resource)))
    .flatMap((statement) => list(statement.Action));
}

test('there are four functions, each on Node 24 with a role and a log group of its own', () => {
  const names = functions.map((properties) => properties['FunctionName']);

  expect(new Set(names)).toEqual(
    new Set(['trailbolt-detect', 'trailbolt-notify', 'trailbolt-slack', 'trailbolt-worker']),
  );
  for (const properties of functions) {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'] });
  }
  const own = (key: string): Set<string> => new Set(functions.map((properties) => JSON.stringify(properties[key])));
  expect(own('Role').size).toBe(4);
  expect(own('LoggingConfig').size).toBe(4);
  expect(Object.keys(roles)).toHaveLength(4);
});

test('no role has a managed policy, a wildcard action or a resource that is not named', () => {
  for (const [id, role] of Object.entries(roles)) {
    expect(role.Properties['ManagedPolicyArns'] ?? []).toEqual([]);
    const statements = statementsOf(template, id);
    expect(statements.length).toBeGreaterThan(2);
    for (const statement of statements) {
      for (const action of list(statement.Action)) expect(action).not.toContain('*');
      for (const resource of list(statement.Resource)) expect(resource).not.toBe('*');
    }
  }
});

/** What can be left out elsewhere. */
const MADE_HERE: readonly string[] = ['TRAILBOLT_AUDIT_MIRROR', 'TRAILBOLT_DEAD_END_QUEUE_URLS'];

test.each(LAMBDAS)('%s gets every setting that it needs and no other', (name) => {
  const properties = functions.find((candidate) => candidate['FunctionName'] === `trailbolt-${name}`);
  const environment = properties?.['Environment'] as { Variables: Record<string, unknown> } | undefined;
  // Lambda itself sets the Region; secrets go by ARN.
  const needed = FUNCTION_SETTINGS[name]
    .filter((setting) => setting !== 'AWS_REGION')
    .filter((setting) => !('optional' in SETTINGS[setting]) || MADE_HERE.includes(setting))
    .map((setting) => (/^SLACK_(BOT_TOKEN|SIGNING_SECRET)$/.test(setting) ? `${setting}_SECRET_ARN` : setting));

  expect(new Set(Object.keys(environment?.Variables ?? {}))).toEqual(new Set(needed));
});

test('every queue is encrypted and refuses plain HTTP, and what fails in a working queue lands in a dead end', () => {
  const policies = JSON.stringify(resources(template, 'AWS::SQS::QueuePolicy'));
  for (const [id, queue] of Object.entries(queues)) {
    expect(queue.Properties['SqsManagedSseEnabled']).toBe(true);
    expect(queue.Properties['MessageRetentionPeriod']).toBe(14 * 24 * 3600);
    expect(policies).toContain(`"Queues":[{"Ref":"${id}"}]`);
  }
  const sources = Object.values(resources(template, 'AWS::Lambda::EventSourceMapping'));
  expect(sources).toHaveLength(2);
  for (const { Properties } of sources) {
    const [queueId = ''] = (Properties['EventSourceArn'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    expect(queues[queueId]?.Properties['RedrivePolicy']).toBeDefined();
    expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
  }
});

test('a message stays hidden at least as long as its function may run', () => {
  const timeouts = new Map(functions.map((properties) => [properties['FunctionName'], Number(properties['Timeout'])]));

  expect(hidden('trailbolt-ingest')).toBeGreaterThanOrEqual(timeouts.get('trailbolt-detect') ?? Infinity);
  expect(hidden('trailbolt-jobs')).toBeGreaterThanOrEqual(timeouts.get('trailbolt-worker') ?? Infinity);
});

test('every dead end has an alarm, and every alarm goes to the topic that does not depend on Slack', () => {
  const alarms = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const topics = Object.entries(resources(template, 'AWS::SNS::Topic'));
  const alarmTopic = topics.find(([, topic]) => topic.Properties['TopicName'] === 'trailbolt-alarms')?.[0];

  for (const [id, queue] of Object.entries(queues)) {
    if (queue.Properties['RedrivePolicy'] !== undefined) continue;
    const watching = alarms.filter((alarm) => JSON.stringify(alarm['Dimensions'] ?? []).includes(`"${id}"`));
    expect(watching.map((alarm) => alarm['Threshold'])).toEqual([0]);
  }
  for (const alarm of alarms) expect(alarm['AlarmActions']).toEqual([{ Ref: alarmTopic }]);
  const silence = alarms.filter((alarm) => alarm['TreatMissingData'] === 'breaching');
  expect(silence.map((alarm) => alarm['AlarmName'])).toEqual(['trailbolt-detect-silent', 'trailbolt-worker-silent']);
});

test('topics are encrypted and nobody but known publishers can publish', () => {
  const topics = resources(template, 'AWS::SNS::Topic');
  const policies = Object.values(resources(template, 'AWS::SNS::TopicPolicy'));

  expect(Object.keys(topics)).toHaveLength(3);
  for (const [id, topic] of Object.entries(topics)) {
    expect(topic.Properties['KmsMasterKeyId']).toBeDefined();
    const document = policies.find(({ Properties }) => JSON.stringify(Properties['Topics']).includes(`"${id}"`));
    const statements = documentOf(document, 'PolicyDocument');
    const denial = statements.find((statement) => statement.Sid === 'OnlyKnownPublishers');
    expect(denial).toMatchObject({
      Effect: 'Deny',
      Action: 'sns:Publish',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    });
    const known = JSON.stringify(denial?.Condition);
    expect(known.includes('role/trailbolt-detect')).toBe(topic.Properties['TopicName'] === 'trailbolt-alerts');
    for (const statement of statements) {
      if (statement['Effect'] === 'Allow')
        expect(JSON.stringify(statement['Condition'])).toContain('aws:SourceAccount');
    }
  }
});

test('tables survive mistakes, and nobody can change or delete an audit entry', () => {
  const tables = resources(template, 'AWS::DynamoDB::GlobalTable');
  const audit = Object.keys(tables).find((id) => tables[id]?.Properties['TableName'] === 'trailbolt-audit');

  expect(Object.keys(tables)).toHaveLength(2);
  for (const { Properties } of Object.values(tables)) {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [
        { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    });
  }
  const touching = ['detect', 'notify', 'slack', 'worker'].map((name) =>
    actionsOn(`trailbolt-${name}`, new RegExp(`"${audit}"`)),
  );
  const append = ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
  expect(touching.flat().filter((action) => !append.includes(String(action)))).toEqual([]);
  expect(new Set(touching.at(-1))).toEqual(new Set(append));
});

test('detect may write whatever it keeps and asks for, and nothing else of the store', async () => {
  const memory = openSqliteStore(':memory:');
  const written = new Set<string>();
  const store: Store = {
    ...memory,
    get: (key) => memory.get(key),
    commit(writes) {
      for (const { key } of writes) written.add(key.partition);
      return memory.commit(writes);
    },
  };
  const clock = { now: () => Date.now(), id: () => 'id' };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const jobs = {
    send: () => Promise.resolve(),
    deadLetter: () => Promise.resolve(),
    setAside: () => Promise.resolve(undefined),
  };
  const ports = { store, clock, timers: createTimers({ store, jobs, clock, log }) };
  const record = {
    eventID: 'e-1',
    eventSource: 'iam.amazonaws.com',
    eventName: 'UpdateAssumeRolePolicy',
    eventTime: new Date().toISOString(),
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
    requestParameters: { roleName: 'web', policyDocument: '{"Statement":[]}' },
  };
  const sourced = { record, provenance: { source: 'trail', kind: 's3' as const } };
  const launch = { ...sourced, record: { ...record, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances' } };
  const rule = { id: 'r-1', title: 'A rule', level: 'high' as const, falsePositives: [], attack: [] };
  const policy = {
    accounts: [{ id: '111122223333' }],
    automations: [{ name: 'one', after: ['a-rule'], accounts: [] }],
  } as unknown as Policy;

  await createStateKeeper(ports).take(policy, [sourced]);
  await askAutomations(ports, policy, [{ rule, sourced }], new Map([['r-1', 'a-rule']]));
  await askInspections(ports, policy, [launch]);

  const [statement] = statementsOf(template, roleOf('trailbolt-detect')).filter((one) =>
    JSON.stringify(one.Action).includes('dynamodb:'),
  );
  const granted = list(statement?.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']).map(String);
  const isGranted = (partition: string): boolean =>
    granted.some((one) => (one.endsWith('*') ? partition.startsWith(one.slice(0, -1)) : one === partition));
  expect([...written].map((partition) => partition.split('#')[0] ?? '').toSorted()).toEqual([
    'inspection',
    'occasion',
    'state',
    'timers',
  ]);
  expect([...written].filter((partition) => !isGranted(partition))).toEqual([]);
  await memory.close();
});

test('what is copied of the audit can be added once, and by nobody changed or deleted before its time', () => {
  const buckets = Object.entries(resources(template, 'AWS::S3::Bucket'));
  const id = buckets[0]?.[0] ?? '';
  const bucket = buckets[0]?.[1];
  const statements = Object.values(resources(template, 'AWS::S3::BucketPolicy')).flatMap((policy) =>
    documentOf(policy, 'PolicyDocument'),
  );

  expect(buckets).toHaveLength(1);
  expect(bucket?.Properties).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 400 } } },
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
  });
  expect(statements).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Condition: { Null: { 's3:if-none-match': 'true' } },
    }),
  );
  expect(actionsOn('trailbolt-worker', new RegExp(id))).toEqual(['s3:PutObject']);
  for (const name of ['detect', 'notify', 'slack']) expect(actionsOn(`trailbolt-${name}`, new RegExp(id))).toEqual([]);
});

test('only the front faces the internet, and it can neither read the store nor assume a role', () => {
  const [url, ...more] = Object.values(resources(template, 'AWS::Lambda::Url'));
  const statements = statementsOf(template, roleOf('trailbolt-slack'));
  const store = statements.filter((statement) => JSON.stringify(statement.Action).includes('dynamodb:'));

  expect(more).toEqual([]);
  expect(JSON.stringify(url?.Properties['TargetFunctionArn'])).toContain('SlackFunction');
  expect(statements.flatMap((statement) => list(statement.Action)).join()).not.toMatch(/sts:|sns:|cloudtrail:/);
  expect(store.flatMap((statement) => list(statement.Action))).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
  expect(store[0]?.Condition).toEqual({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['nonce#*', 'failure#*'] },
  });
});

test('the worker may assume exactly the roles that the policy names', () => {
  const assumed = statementsOf(template, roleOf('trailbolt-worker')).filter((statement) =>
    JSON.stringify(statement.Action).includes('sts:'),
  );

  expect(assumed).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: ['arn:aws:iam::111122223333:role/TrailboltAct', 'arn:aws:iam::111122223333:role/TrailboltRead'],
    },
    {
      Effect: 'Allow',
      Action: 'sts:SetSourceIdentity',
      Resource: 'arn:aws:iam::111122223333:role/TrailboltAct',
    },
  ]);
});

test('detect may read the configured accounts of the configured bucket only', () => {
  const resource = JSON.stringify(
    statementsOf(template, roleOf('trailbolt-detect')).find((statement) =>
      list(statement.Action).includes('s3:GetObject'),
    )?.Resource,
  );

  expect(resource).toContain('example-organization-trail/AWSLogs/111122223333/*');
  expect(resource).toContain('example-organization-trail/AWSLogs/o-*/111122223333/*');
  expect(resource).not.toContain('AWSLogs/*');
});

test('each minute a tick goes to the jobs queue', () => {
  const [rule] = Object.values(resources(template, 'AWS::Events::Rule'));

  expect(rule?.Properties).toMatchObject({
    ScheduleExpression: 'rate(1 minute)',
    Targets: [{ Input: '{"kind":"tick"}' }],
  });
});

test('what notify fails on, and what SNS cannot deliver, is kept', () => {
  const [invoke] = Object.values(resources(template, 'AWS::Lambda::EventInvokeConfig'));
  const delivery = Object.values(resources(template, 'AWS::SNS::Subscription')).find(
    ({ Properties }) => Properties['Protocol'] === 'lambda',
  );

  expect(JSON.stringify(invoke?.Properties['DestinationConfig'])).toContain('NotifyFailed');
  expect(JSON.stringify(delivery?.Properties['RedrivePolicy'])).toContain('NotifyFailed');
});

test('alerts that have to wait for a free copy of notify are kept for hours', () => {
  const [invoke] = Object.values(resources(template, 'AWS::Lambda::EventInvokeConfig'));

  expect(invoke?.Properties).toMatchObject({ MaximumEventAgeInSeconds: 6 * 3600, MaximumRetryAttempts: 2 });
});

test('what detect refuses raises an alarm', () => {
  const [filter, ...more] = Object.values(resources(template, 'AWS::Logs::MetricFilter')).filter(({ Properties }) =>
    JSON.stringify(Properties['LogGroupName']).includes('DetectLog'),
  );
  const alarm = Object.values(resources(template, 'AWS::CloudWatch::Alarm')).find(
    ({ Properties }) => Properties['AlarmName'] === 'trailbolt-detect-refused',
  );
  const [metric] = (filter?.Properties['MetricTransformations'] ?? []) as Record<string, unknown>[];

  expect(more).toEqual([]);
  expect(filter?.Properties['FilterPattern']).toBe('{ $.event = "detect.refused" }');
  expect(JSON.stringify(filter?.Properties['LogGroupName'])).toContain('DetectLog');
  expect(metric).toMatchObject({ MetricValue: '1' });
  expect(alarm?.Properties).toMatchObject({
    Namespace: metric?.['MetricNamespace'],
    MetricName: metric?.['MetricName'],
    Statistic: 'Sum',
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  });
});

function denialOn(name: string): Statement | undefined {
  const id = Object.entries(queues).find(([, queue]) => queue.Properties['QueueName'] === name)?.[0];
  const policies = Object.values(resources(template, 'AWS::SQS::QueuePolicy'));
  const policy = policies.find(({ Properties }) => JSON.stringify(Properties['Queues']).includes(`"${id}"`));
  return documentOf(policy, 'PolicyDocument').find(({ Sid }) => Sid === 'OnlyKnownSenders');
}

test('nobody but the trail topic can send to the ingest queue', () => {
  const topics = Object.entries(resources(template, 'AWS::SNS::Topic'));
  const trail = topics.find(([, topic]) => topic.Properties['TopicName'] === 'trailbolt-trail')?.[0];

  expect(denialOn('trailbolt-ingest')).toMatchObject({
    Effect: 'Deny',
    Action: 'sqs:SendMessage',
    Principal: { AWS: '*' },
    Condition: { ArnNotEquals: { 'aws:SourceArn': [{ Ref: trail }] } },
  });
  expect(Object.keys(denialOn('trailbolt-ingest')?.Condition?.['ArnNotEquals'] ?? {})).toEqual(['aws:SourceArn']);
});

test('nobody but notify, slack, worker and the schedule can send to the jobs queue', () => {
  const denial = denialOn('trailbolt-jobs');
  const condition = denial?.Condition?.['ArnNotEquals'];
  const [minute] = Object.keys(resources(template, 'AWS::Events::Rule'));

  expect(denial).toMatchObject({ Effect: 'Deny', Action: 'sqs:SendMessage', Principal: { AWS: '*' } });
  expect(Object.keys(denial?.Condition ?? {})).toEqual(['ArnNotEquals']);
  expect(condition?.['aws:SourceArn']).toEqual([{ 'Fn::GetAtt': [minute, 'Arn'] }]);
  expect(JSON.stringify(condition?.['aws:PrincipalArn']).match(/role\/[\w-]+/g)).toEqual([
    'role/trailbolt-notify',
    'role/trailbolt-slack',
    'role/trailbolt-worker',
  ]);
});

test('no secret has its value in the template', () => {
  expect(Object.keys(resources(template, 'AWS::SecretsManager::Secret'))).toEqual([]);
  expect(JSON.stringify(template)).not.toMatch(/xox[bp]-|xapp-/);
});

test('the same input gives the same templates', () => {
  expect(templates()['Trailbolt']).toEqual(template);
});

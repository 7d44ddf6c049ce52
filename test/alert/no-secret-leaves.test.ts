import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseCard } from '../../blocks/case-card.ts';
import { lookupAnswer } from '../../blocks/lookup-answer.ts';
import { recordModal } from '../../blocks/record-modal.ts';
import { createAudit } from '../../src/adapters/audit.ts';
import { createJsonLog } from '../../src/adapters/json-log.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { redactRecord } from '../../src/alert/redact-record.ts';
import { summarise } from '../../src/alert/summarise.ts';
import { extendCase, freshCase } from '../../src/cases/extend-case.ts';
import { exportAudit } from '../../src/cli/audit/export.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { recordsWith, tells } from './secrets/index.ts';
import { match, record } from './support.ts';

/** What secrets are made of; long enough that none is found by chance. */
const secret = fc.stringMatching(/^[A-Za-z0-9]{24,60}$/);

const call = (service: string, eventName: string, more: JsonObject): JsonObject =>
  record('11111111-0000-4000-8000-000000000001', { eventSource: `${service}.amazonaws.com`, eventName, ...more });

/** Where each kind of secret stands in records, as AWS writes them. */
const PLACES: Readonly<Record<string, (hidden: string) => JsonObject>> = {
  'environment variables of a function': (hidden) =>
    call('lambda', 'UpdateFunctionConfiguration20150331v2', {
      requestParameters: { functionName: 'f', environment: { variables: { DB: hidden, 'a.b-c': hidden } } },
      responseElements: { environment: { variables: { DB: hidden } } },
    }),
  'environment variables of a container': (hidden) =>
    call('ecs', 'RegisterTaskDefinition', {
      requestParameters: { containerDefinitions: [{ image: 'x', environment: [{ name: 'DB', value: hidden }] }] },
    }),
  'environment variables of a build': (hidden) =>
    call('codebuild', 'StartBuild', {
      requestParameters: { projectName: 'p', environmentVariablesOverride: [{ name: 'DB', value: hidden }] },
    }),
  'user data of an instance': (hidden) =>
    call('ec2', 'RunInstances', { requestParameters: { instanceType: 'm5.large', userData: hidden } }),
  'user data of a template': (hidden) =>
    call('ec2', 'CreateLaunchTemplate', {
      requestParameters: { CreateLaunchTemplateRequest: { LaunchTemplateData: { UserData: hidden } } },
    }),
  'parameters of a command': (hidden) =>
    call('ssm', 'SendCommand', {
      requestParameters: { documentName: 'AWS-RunShellScript', parameters: { commands: [`login ${hidden}`] } },
    }),
  'a parameter that is kept': (hidden) =>
    call('ssm', 'PutParameter', { requestParameters: { name: '/x', value: hidden } }),
  'a password': (hidden) =>
    call('iam', 'CreateLoginProfile', { requestParameters: { userName: 'eve', password: hidden } }),
  'a password of a database': (hidden) =>
    call('rds', 'ModifyDBInstance', { requestParameters: { masterUserPassword: hidden } }),
  'a password in a connection string': (hidden) =>
    call('glue', 'CreateConnection', {
      requestParameters: { connectionInput: { url: `postgres://admin:${hidden}@db.example/x` } },
    }),
  'a token of a session': (hidden) =>
    call('sts', 'AssumeRole', {
      responseElements: { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: hidden } },
    }),
  'a secret access key': (hidden) =>
    call('iam', 'CreateAccessKey', { responseElements: { accessKey: { secretAccessKey: hidden } } }),
  'a secret that is kept': (hidden) =>
    call('secretsmanager', 'PutSecretValue', { requestParameters: { secretId: 'x', secretString: hidden } }),
  'a token in a user agent': (hidden) => call('s3', 'GetObject', { userAgent: `curl Bearer ${hidden}` }),
  'a token in an error': (hidden) =>
    call('s3', 'PutObject', { errorCode: 'AccessDenied', errorMessage: `refused with token=${hidden}` }),
  'a presigned URL': (hidden) =>
    call('ec2', 'CopySnapshot', {
      requestParameters: { presignedUrl: `https://ec2.amazonaws.com/?Action=x&X-Amz-Signature=${hidden}` },
    }),
  'a presigned URL elsewhere': (hidden) =>
    call('s3', 'GetObject', { additionalEventData: { link: `https://b.s3/x?a=1&X-Amz-Security-Token=${hidden}&b=2` } }),
  'a password within JSON within a string': (hidden) =>
    call('ssm', 'CreateDocument', {
      requestParameters: { content: JSON.stringify({ mainSteps: [{ inputs: { password: hidden } }] }) },
    }),
  'a password in what the service adds': (hidden) =>
    call('signin', 'ConsoleLogin', { additionalEventData: { masterPassword: hidden } }),
};

const places = fc.constantFrom(...Object.keys(PLACES));

/** Everything that is made of a record for others to see, as one text. */
function leaving(one: JsonObject): string {
  const summary = summarise(one);
  const [alert] = buildAlerts([match(one)]);
  if (alert === undefined) throw new Error('the record made no alert');
  const grown = extendCase(freshCase('k1', 'C1', alert, 0), alert, { toCase: 1, toLine: 1 }, 0);
  const choices = [{ id: 'a', summary }];
  const question = { about: 'ip', term: '203.0.113.7', from: 0, to: 1, accounts: [] } as const;
  const logged: string[] = [];
  // What the log is given of a record are its alert's fields and errors that speak of it.
  createJsonLog((line) => void logged.push(line)).error('any', new TrailboltError('any.any', summary.eventName), {
    summary,
  });
  return JSON.stringify([
    summary,
    alert,
    grown,
    caseCard({ case: grown, account: 'prod', requests: [], offers: [] }),
    recordModal({ caseId: 'k1', lines: grown.lines, choices, picked: 'a', summary, json: redactRecord(one) }),
    lookupAnswer({ question, records: [summary], read: 1, gaps: [], regions: [] }, { accountName: () => 'prod' }),
    logged,
  ]);
}

describe('no secret of a record leaves', () => {
  it('by alerts, cards, lookups, the raw record or the log, wherever it stands', () => {
    fc.assert(
      fc.property(places, secret, (place, hidden) => {
        expect(leaving(PLACES[place]?.(hidden) ?? {})).not.toContain(hidden);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries(PLACES))('%s leaves a mark where it was', (_place, at) => {
    expect(JSON.stringify(redactRecord(at('hunter2hunter2hunter2hunter2')))).toContain('[redacted: ');
  });

  it.each(recordsWith('q7Zx9Lm2Vb4Rt8Wk').map(({ what, record: one }) => [what, one] as const))('%s', (_what, one) => {
    expect(tells(leaving(one), 'q7Zx9Lm2Vb4Rt8Wk')).toBe(false);
  });

  it('whatever letters and digits it is made of', () => {
    const hidden = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{15}$/);
    fc.assert(
      fc.property(hidden, fc.nat(), (own, pick) => {
        const all = recordsWith(own);
        const { record: one } = all[pick % all.length] ?? { record: {} };
        expect(tells(leaving(one), own)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('not even half of one that is cut', () => {
    fc.assert(
      fc.property(secret, fc.integer({ min: 900, max: 1100 }), (hidden, before) => {
        const one = call('s3', 'GetObject', { userAgent: `${'x'.repeat(before)} token=${hidden}` });
        expect(leaving(one)).not.toContain(hidden.slice(0, 12));
      }),
    );
  });

  it('by the export of the audit', async () => {
    const store = openSqliteStore(':memory:');
    const audit = createAudit(store);
    const hidden = 'hunter2hunter2hunter2hunter2';
    await audit.append({
      id: 'e1',
      chain: 'case1',
      at: '2026-11-23T08:30:00Z',
      event: 'run.intent',
      who: 'trailbolt',
      data: { before: { environment: { variables: { DB: hidden } }, password: hidden }, note: `token=${hidden}` },
    });
    const stdout = new PassThrough();
    const out = text(stdout);
    await exportAudit(audit, stdout, {
      chain: undefined,
      since: Number.NEGATIVE_INFINITY,
      until: Number.POSITIVE_INFINITY,
    });
    stdout.end();

    expect(await out).toContain('"redacted":true');
    expect(await out).not.toContain(hidden);
    await store.close();
  });
});

describe('a whole record', () => {
  it('keeps what is no secret, in its place', () => {
    const one = call('ec2', 'RunInstances', {
      userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'ana' },
      requestParameters: { instanceType: 'm5.large', userData: 'x', clientToken: 'abc' },
      readOnly: false,
      resources: [{ ARN: 'arn:aws:s3:::x' }],
    });

    expect(redactRecord(one)).toMatchObject({
      eventName: 'RunInstances',
      userIdentity: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'ana' },
      requestParameters: { instanceType: 'm5.large', userData: '[redacted: user data]', clientToken: 'abc' },
      readOnly: false,
      resources: [{ ARN: 'arn:aws:s3:::x' }],
    });
  });

  it('is bounded and total, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 15 })), (fields) => {
        expect(JSON.stringify(redactRecord(fields as JsonObject)).length).toBeLessThan(60 * 4 * 8192);
      }),
    );
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index]));
    expect(redactRecord(wide)).toMatchObject({ '…': '40 more fields' });
  });
});

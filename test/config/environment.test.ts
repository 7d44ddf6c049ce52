import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as environment from '../../src/config/environment.ts';
import { TrailboltError } from '../../src/errors.ts';

const { readSettings, SETTINGS, slackApiOf } = environment;
const { DETECT_SETTINGS, FRONT_SETTINGS, HOST_SETTINGS, NOTIFY_SETTINGS, WORKER_SETTINGS } = environment;

const good: Record<environment.SettingName, string> = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
  SLACK_BOT_TOKEN_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack#token',
  SLACK_SIGNING_SECRET: '0123456789abcdef',
  SLACK_SIGNING_SECRET_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack#signing',
  SLACK_TEAM_ID: 'T0EXAMPLE',
  SLACK_APP_TOKEN: 'xapp-1-A-2-b',
  SLACK_API_URL: 'http://127.0.0.1:4000/api/',
  AWS_REGION: 'eu-central-1',
  TRAILBOLT_POLICY: 's3://bucket/policy.yaml',
  TRAILBOLT_STORE: 'dynamodb:trailbolt',
  TRAILBOLT_AUDIT_STORE: 'sqlite:data/audit.db',
  TRAILBOLT_AUDIT_MIRROR: 's3://audit-copy/audit',
  TRAILBOLT_ALERT_TOPIC_ARN: 'arn:aws:sns:eu-central-1:111122223333:alerts',
  TRAILBOLT_JOBS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/jobs',
  TRAILBOLT_JOBS_DEAD_LETTER_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/jobs-dead',
  TRAILBOLT_INGEST_DEAD_LETTER_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/ingest-dead',
  TRAILBOLT_DEAD_END_QUEUE_URLS:
    'http://127.0.0.1:4001/111122223333/jobs-failed, http://127.0.0.1:4001/1/ingest-failed',
  TRAILBOLT_TRAIL_QUEUE_URL: 'http://127.0.0.1:4001/111122223333/trail',
  TRAILBOLT_ALERT_QUEUE_URL: 'http://127.0.0.1:4001/111122223333/alerts',
  TRAILBOLT_BASELINE: 'on',
  TRAILBOLT_NETWORKS: 'file:/data/city.mmdb, file:/data/asn.mmdb',
  TRAILBOLT_HOST: '0.0.0.0',
  TRAILBOLT_PORT: '8080',
};

const PROCESSES: readonly (readonly [string, readonly environment.SettingName[]])[] = [
  ['notify', NOTIFY_SETTINGS],
  ['slack', FRONT_SETTINGS],
  ['detect', DETECT_SETTINGS],
  ['worker', WORKER_SETTINGS],
  ['host', HOST_SETTINGS],
];

function refusalOf(values: environment.Environment, names: readonly environment.SettingName[]): TrailboltError {
  try {
    readSettings(values, names);
  } catch (error) {
    if (error instanceof TrailboltError) return error;
    throw error;
  }
  throw new Error('The settings were accepted.');
}

describe.each(PROCESSES)('the settings of %s', (_process, names) => {
  it('are read where all are there, without the blanks around them', () => {
    const values = readSettings({ ...good, AWS_REGION: ` ${good.AWS_REGION}\n` }, names);

    expect(values).toEqual(Object.fromEntries(names.map((name) => [name, good[name]])));
  });

  it('are all named at once where none is there, and the optional ones are not', () => {
    const error = refusalOf({}, names);
    const needed = names.filter((name) => !('optional' in SETTINGS[name]));

    expect(error.code).toBe('config.invalid');
    expect(error.details['problems']).toHaveLength(needed.length);
    for (const name of needed) expect(error.message).toContain(`${name} is missing`);
  });

  it('are all named at once where all are wrong, and no value is told', () => {
    const secret = 'hunter2 \t hunter2';
    const wrong = Object.fromEntries(names.map((name) => [name, secret]));
    const checked = names.filter((name) => {
      const setting: environment.Setting = SETTINGS[name];
      return setting.pattern?.test(secret) === false;
    });
    const error = refusalOf(wrong, names);

    for (const name of checked) expect(error.message).toContain(`${name} is not ${SETTINGS[name].expected}`);
    expect(JSON.stringify([error.message, error.details])).not.toContain('hunter2');
  });
});

describe('a setting', () => {
  it.each(Object.keys(SETTINGS) as environment.SettingName[])('%s takes an example of itself', (name) => {
    const setting: environment.Setting = SETTINGS[name];

    expect(setting.pattern?.test(good[name]) ?? true).toBe(true);
    expect(setting.expected).not.toBe('');
  });

  it.each<[environment.SettingName, string]>([
    ['SLACK_BOT_TOKEN', 'xapp-1'],
    ['SLACK_SIGNING_SECRET', 'short'],
    ['SLACK_TEAM_ID', 'example'],
    ['SLACK_API_URL', 'http://127.0.0.1:4000/api'],
    ['AWS_REGION', 'Frankfurt'],
    ['TRAILBOLT_POLICY', 'policy.yaml'],
    ['TRAILBOLT_POLICY', 's3://bucket'],
    ['TRAILBOLT_STORE', 'postgres:x'],
    ['TRAILBOLT_STORE', 'sqlite:'],
    ['TRAILBOLT_ALERT_TOPIC_ARN', 'arn:aws:sqs:eu-central-1:1:x'],
    ['TRAILBOLT_PORT', '80a'],
  ])('%s does not take %j', (name, value) => {
    expect(refusalOf({ ...good, [name]: value }, [name]).message).toContain(`${name} is not `);
  });

  it('counts as missing where it is only blanks', () => {
    expect(refusalOf({ AWS_REGION: '  ' }, ['AWS_REGION']).message).toContain('AWS_REGION is missing');
  });
});

describe('a secret that another setting may stand in for', () => {
  const { SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_SECRET_ARN } = good;

  it('need not be there then', () => {
    expect(readSettings({ SLACK_BOT_TOKEN_SECRET_ARN }, ['SLACK_BOT_TOKEN'])).toEqual({});
  });

  it('is asked for together with its stand-in where both are missing', () => {
    expect(refusalOf({}, ['SLACK_BOT_TOKEN']).message).toContain(
      'SLACK_BOT_TOKEN is missing (and so is SLACK_BOT_TOKEN_SECRET_ARN)',
    );
  });

  it('is still checked where both are there', () => {
    expect(readSettings({ SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_SECRET_ARN }, ['SLACK_BOT_TOKEN'])).toEqual({
      SLACK_BOT_TOKEN,
    });
    expect(refusalOf({ SLACK_BOT_TOKEN: 'x', SLACK_BOT_TOKEN_SECRET_ARN }, ['SLACK_BOT_TOKEN']).message).toContain(
      'SLACK_BOT_TOKEN is not',
    );
  });

  it('is not helped by a stand-in that is wrong itself, and the value stays untold', () => {
    const { message } = refusalOf({ SLACK_BOT_TOKEN_SECRET_ARN: 'hunter2' }, ['SLACK_BOT_TOKEN']);

    expect(message).toContain('SLACK_BOT_TOKEN_SECRET_ARN is not the ARN of a Secrets Manager secret');
    expect(message).not.toContain('hunter2');
  });
});

it('tells no value, whatever the environment holds', () => {
  const names = Object.keys(SETTINGS) as environment.SettingName[];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ minLength: 12 })), (values) => {
      let message = '';
      try {
        readSettings(values, names);
      } catch (error) {
        message = JSON.stringify([String(error), (error as TrailboltError).details]);
      }

      for (const value of Object.values(values)) expect(message).not.toContain(JSON.stringify(value).slice(1, -1));
    }),
    { numRuns: 300 },
  );
});

it('names another Slack only where the environment does', () => {
  expect(slackApiOf({})).toEqual({});
  expect(slackApiOf({ SLACK_API_URL: good.SLACK_API_URL })).toEqual({ slackApiUrl: good.SLACK_API_URL });
});

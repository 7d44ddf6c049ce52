import { TrailboltError } from '../errors.ts';

/** Environment variables as a process sees them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What one setting must look like. */
export interface Setting {
  readonly pattern?: RegExp;
  /** For the error message, e.g. `an SNS topic ARN`. */
  readonly expected: string;
  readonly optional?: boolean;
  /** Another variable that may stand in for this one, e.g. the ARN of the secret that holds it. */
  readonly or?: 'SLACK_BOT_TOKEN_SECRET_ARN' | 'SLACK_SIGNING_SECRET_SECRET_ARN';
}

/** Every variable that some process of Trailbolt reads, by name. `docs/configuration.md` is generated from this table. */
export const SETTINGS = {
  SLACK_BOT_TOKEN: { expected: 'a bot token (xoxb-…)', pattern: /^xoxb-/, or: 'SLACK_BOT_TOKEN_SECRET_ARN' },
  SLACK_BOT_TOKEN_SECRET_ARN: {
    expected: 'the ARN of a Secrets Manager secret, `#field` appended for a JSON secret',
    pattern: /^arn:/,
    optional: true,
  },
  SLACK_SIGNING_SECRET: {
    expected: "the app's signing secret",
    pattern: /^.{8,}$/,
    or: 'SLACK_SIGNING_SECRET_SECRET_ARN',
  },
  SLACK_SIGNING_SECRET_SECRET_ARN: {
    expected: 'the ARN of a Secrets Manager secret, `#field` appended for a JSON secret',
    pattern: /^arn:/,
    optional: true,
  },
  SLACK_TEAM_ID: {
    expected: 'the id of the workspace that the app is installed in (T…)',
    pattern: /^T[A-Z0-9]+$/,
  },
  SLACK_APP_TOKEN: {
    expected: 'an app-level token (xapp-…): turns Socket Mode on for `trailbolt serve`',
    pattern: /^xapp-/,
    optional: true,
  },
  SLACK_API_URL: {
    expected: 'a URL ending in a slash (default https://slack.com/api/)',
    pattern: /^https?:\/\/.+\/$/,
    optional: true,
  },
  AWS_REGION: { expected: 'a Region such as eu-central-1', pattern: /^[a-z]{2}(-[a-z]+)+-\d$/ },
  TRAILBOLT_POLICY: { expected: 'file:<path> or s3://<bucket>/<key>', pattern: /^(file:.+|s3:\/\/[^/]+\/.+)$/ },
  TRAILBOLT_STORE: { expected: 'sqlite:<path> or dynamodb:<table>', pattern: /^(sqlite|dynamodb):.+$/ },
  TRAILBOLT_AUDIT_STORE: { expected: 'sqlite:<path> or dynamodb:<table>', pattern: /^(sqlite|dynamodb):.+$/ },
  TRAILBOLT_AUDIT_MIRROR: {
    expected: 's3://<bucket>/<prefix>, a bucket with Object Lock that the audit is copied to (default: none)',
    pattern: /^s3:\/\/[^/]+(\/.*)?$/,
    optional: true,
  },
  TRAILBOLT_ALERT_TOPIC_ARN: { expected: 'an SNS topic ARN', pattern: /^arn:[^:]+:sns:/ },
  TRAILBOLT_JOBS_QUEUE_URL: { expected: 'an SQS queue URL', pattern: /^https?:\/\// },
  TRAILBOLT_JOBS_DEAD_LETTER_URL: { expected: 'an SQS queue URL', pattern: /^https?:\/\// },
  TRAILBOLT_INGEST_DEAD_LETTER_URL: { expected: 'an SQS queue URL', pattern: /^https?:\/\// },
  TRAILBOLT_DEAD_END_QUEUE_URLS: {
    expected:
      'SQS queue URLs, comma between them, whose messages wait for an operator: Home counts them (default: none)',
    pattern: /^https?:\/\/[^,]+(,\s*https?:\/\/[^,]+)*$/,
    optional: true,
  },
  TRAILBOLT_TRAIL_QUEUE_URL: { expected: 'the SQS queue URL that announces CloudTrail files', pattern: /^https?:\/\// },
  TRAILBOLT_ALERT_QUEUE_URL: { expected: 'an SQS queue URL subscribed to the alerts topic', pattern: /^https?:\/\// },
  TRAILBOLT_BASELINE: {
    expected:
      '`on` or `off`: whether detection remembers what each actor usually does (default: on for a host, off for detect)',
    pattern: /^(on|off)$/,
    optional: true,
  },
  TRAILBOLT_NETWORKS: {
    expected:
      '`off`, or MaxMind DB files as `file:<path>`, comma between them, that tell where an address is from (default: the countries that come with Trailbolt)',
    pattern: /^(off|file:[^,]+(,\s*file:[^,]+)*)$/,
    optional: true,
  },
  TRAILBOLT_HOST: { expected: 'an address to listen on (default 127.0.0.1)', optional: true },
  TRAILBOLT_PORT: { expected: 'a port number (default 3000)', pattern: /^\d{1,5}$/, optional: true },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

/**
 * Reads the settings that a process needs.
 * @throws TrailboltError `config.invalid` that names every missing and every wrong variable at once, never a value.
 */
export function readSettings<N extends SettingName>(environment: Environment, names: readonly N[]): Settings<N> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of names) {
    const setting: Setting = SETTINGS[name];
    const value = environment[name]?.trim();
    if (value === undefined || value === '') {
      const standIn = setting.or === undefined ? undefined : environment[setting.or]?.trim();
      if (setting.or !== undefined && standIn) {
        const other: Setting = SETTINGS[setting.or];
        if (other.pattern?.test(standIn) === false) problems.push(`${setting.or} is not ${other.expected}`);
      } else if (setting.optional !== true) {
        problems.push(
          `${name} is missing${setting.or === undefined ? '' : ` (and so is ${setting.or})`}: expected ${setting.expected}`,
        );
      }
    } else if (setting.pattern !== undefined && !setting.pattern.test(value)) {
      problems.push(`${name} is not ${setting.expected}`);
    } else {
      values[name] = value;
    }
  }
  if (problems.length > 0) {
    throw new TrailboltError('config.invalid', `Configuration: ${problems.join('; ')}.`, { details: { problems } });
  }
  return values as Settings<N>;
}

type Optional = {
  [N in SettingName]: (typeof SETTINGS)[N] extends { optional: true } | { or: string } ? N : never;
}[SettingName];

export type Settings<N extends SettingName> = { readonly [K in Exclude<N, Optional>]: string } & {
  readonly [K in Extract<N, Optional>]?: string;
};

/** The settings of each process. */
export const NOTIFY_SETTINGS = [
  'AWS_REGION',
  'SLACK_BOT_TOKEN',
  'SLACK_API_URL',
  'TRAILBOLT_POLICY',
  'TRAILBOLT_STORE',
  'TRAILBOLT_JOBS_QUEUE_URL',
  'TRAILBOLT_JOBS_DEAD_LETTER_URL',
  'TRAILBOLT_NETWORKS',
] as const satisfies readonly SettingName[];

export const FRONT_SETTINGS = [
  'AWS_REGION',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_TEAM_ID',
  'SLACK_API_URL',
  'TRAILBOLT_STORE',
  'TRAILBOLT_JOBS_QUEUE_URL',
  'TRAILBOLT_JOBS_DEAD_LETTER_URL',
] as const satisfies readonly SettingName[];

export const DETECT_SETTINGS = [
  'AWS_REGION',
  'TRAILBOLT_POLICY',
  'TRAILBOLT_STORE',
  'TRAILBOLT_ALERT_TOPIC_ARN',
  'TRAILBOLT_JOBS_QUEUE_URL',
  'TRAILBOLT_INGEST_DEAD_LETTER_URL',
  'TRAILBOLT_BASELINE',
] as const satisfies readonly SettingName[];

export const WORKER_SETTINGS = [
  'AWS_REGION',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_API_URL',
  'TRAILBOLT_POLICY',
  'TRAILBOLT_STORE',
  'TRAILBOLT_AUDIT_STORE',
  'TRAILBOLT_AUDIT_MIRROR',
  'TRAILBOLT_DEAD_END_QUEUE_URLS',
  'TRAILBOLT_JOBS_QUEUE_URL',
  'TRAILBOLT_JOBS_DEAD_LETTER_URL',
  'TRAILBOLT_NETWORKS',
] as const satisfies readonly SettingName[];

/** One host: everything in one process. The signing secret is needed only where Slack comes by HTTP. */
export const HOST_SETTINGS = [
  'AWS_REGION',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_API_URL',
  'TRAILBOLT_POLICY',
  'TRAILBOLT_STORE',
  'TRAILBOLT_AUDIT_STORE',
  'TRAILBOLT_AUDIT_MIRROR',
  'TRAILBOLT_DEAD_END_QUEUE_URLS',
  'TRAILBOLT_ALERT_TOPIC_ARN',
  'TRAILBOLT_TRAIL_QUEUE_URL',
  'TRAILBOLT_ALERT_QUEUE_URL',
  'TRAILBOLT_BASELINE',
  'TRAILBOLT_NETWORKS',
  'TRAILBOLT_HOST',
  'TRAILBOLT_PORT',
] as const satisfies readonly SettingName[];

/** The other Slack that the environment names, if it does, as options take it. */
export function slackApiOf(settings: { readonly SLACK_API_URL?: string }): { readonly slackApiUrl?: string } {
  return settings.SLACK_API_URL === undefined ? {} : { slackApiUrl: settings.SLACK_API_URL };
}

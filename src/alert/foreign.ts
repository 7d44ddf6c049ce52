import { isObject } from '../model/json.ts';
import type { Level } from '../model/level.ts';
import { listAt, objectAt, textAt } from './fields.ts';

/** What a message of another AWS service says, not yet bounded or redacted. `sender` is what the message claims. */
export interface Description {
  readonly title: string;
  readonly text: string;
  readonly level: Level;
  readonly sender: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly at?: string | undefined;
}

/** GuardDuty findings, Security Hub findings and CloudWatch alarms; undefined for everything else. */
export function describeForeign(value: unknown): Description | undefined {
  if (!isObject(value)) return undefined;
  const source = textAt(value, 'source');
  if (source === 'aws.guardduty') return guardDuty(value);
  if (source === 'aws.securityhub') return securityHub(value);
  if (source === 'aws.cloudwatch') return alarmEvent(value);
  return textAt(value, 'AlarmName') === undefined ? undefined : alarm(value);
}

type Fields = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html */
function guardDuty(event: Fields): Description | undefined {
  const finding = objectAt(event, 'detail');
  const title = textAt(finding, 'title') ?? textAt(finding, 'type');
  if (title === undefined) return undefined;
  return {
    title,
    text: [textAt(finding, 'description'), textAt(finding, 'type')].filter((part) => part !== undefined).join('\n'),
    level: guardDutyLevel(finding['severity']),
    sender: 'GuardDuty',
    account: textAt(finding, 'accountId') ?? textAt(event, 'account'),
    region: textAt(finding, 'region') ?? textAt(event, 'region'),
    at: textAt(event, 'time'),
  };
}

/** Ranges of https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function guardDutyLevel(severity: unknown): Level {
  if (typeof severity !== 'number') return 'medium';
  if (severity >= 9) return 'critical';
  if (severity >= 7) return 'high';
  return severity >= 4 ? 'medium' : 'low';
}

/** ASFF of Security Hub CSPM, and OCSF of the newer Security Hub; an event carries one finding, seldom more. */
function securityHub(event: Fields): Description | undefined {
  const findings = listAt(objectAt(event, 'detail'), 'findings');
  const [finding] = findings;
  const ocsf = objectAt(finding, 'finding_info');
  const title = textAt(finding, 'Title') ?? textAt(ocsf, 'title');
  if (title === undefined) return undefined;
  const description = textAt(finding, 'Description') ?? textAt(ocsf, 'desc') ?? '';
  const more = findings.length > 1 ? `\nand ${findings.length - 1} more findings in the same event` : '';
  const cloud = objectAt(finding, 'cloud');
  return {
    title,
    text: `${description}${more}`,
    level: securityHubLevel(textAt(objectAt(finding, 'Severity'), 'Label') ?? textAt(finding, 'severity')),
    sender: 'Security Hub',
    account: textAt(finding, 'AwsAccountId') ?? textAt(objectAt(cloud, 'account'), 'uid') ?? textAt(event, 'account'),
    region: textAt(finding, 'Region') ?? textAt(cloud, 'region') ?? textAt(event, 'region'),
    at: textAt(event, 'time'),
  };
}

const SECURITY_HUB_LEVELS: ReadonlyMap<string, Level> = new Map([
  ['INFORMATIONAL', 'informational'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
  ['CRITICAL', 'critical'],
  ['FATAL', 'critical'],
]);

function securityHubLevel(label: string | undefined): Level {
  return SECURITY_HUB_LEVELS.get(label?.toUpperCase() ?? '') ?? 'medium';
}

/** What an alarm's SNS action publishes. Its `Region` is a name for people; the ARN has the code. */
function alarm(message: Fields): Description {
  const state = textAt(message, 'NewStateValue');
  return {
    title: alarmTitle(textAt(message, 'AlarmName') ?? '', state),
    text: [textAt(message, 'AlarmDescription'), textAt(message, 'NewStateReason')]
      .filter((part) => part !== undefined)
      .join('\n'),
    level: alarmLevel(state),
    sender: 'CloudWatch alarm',
    account: textAt(message, 'AWSAccountId'),
    region: textAt(message, 'AlarmArn')?.split(':')[3] ?? textAt(message, 'Region'),
    at: textAt(message, 'StateChangeTime'),
  };
}

/** The same through EventBridge: `CloudWatch Alarm State Change`. */
function alarmEvent(event: Fields): Description | undefined {
  const detail = objectAt(event, 'detail');
  const name = textAt(detail, 'alarmName');
  if (name === undefined) return undefined;
  const state = textAt(objectAt(detail, 'state'), 'value');
  return {
    title: alarmTitle(name, state),
    text: textAt(objectAt(detail, 'state'), 'reason') ?? '',
    level: alarmLevel(state),
    sender: 'CloudWatch alarm',
    account: textAt(event, 'account'),
    region: textAt(event, 'region'),
    at: textAt(event, 'time'),
  };
}

function alarmTitle(name: string, state: string | undefined): string {
  return state === undefined ? name : `${state}: ${name}`;
}

/** An alarm says that a threshold was crossed, not how bad that is: its owner chose the threshold. */
function alarmLevel(state: string | undefined): Level {
  if (state === 'OK') return 'informational';
  return state === 'INSUFFICIENT_DATA' ? 'low' : 'medium';
}

import type { Actor } from './actor.ts';
import type { JsonObject } from './json.ts';
import type { Level } from './level.ts';

export const ALERT_SCHEMA = 'trailbolt.alert/1';

/** Bounds of one alert on the topic. */
export const ALERT_LIMITS = { summaries: 10, created: 200, bytes: 256 * 1024 } as const;

/** What people need to know of the rule that fired; copied from the rule file. */
export interface AlertRule {
  readonly id: string;
  /** What people call it: the name of its file. Absent where its id is that already, as an inspector's is. */
  readonly name?: string;
  readonly title: string;
  readonly level: Level;
  /** Why it matters, in words. */
  readonly description?: string;
  /** What to do about it (`trailbolt.whatToDo` or `custom` field of the rule file). */
  readonly whatToDo?: string;
  readonly falsePositives: readonly string[];
  /** ATT&CK technique ids, upper case: `T1078.004`. */
  readonly attack: readonly string[];
}

/** What a policy may call a rule. */
export function namesOf({ id, name }: Pick<AlertRule, 'id' | 'name'>): readonly string[] {
  return name === undefined ? [id] : [id, name];
}

/** An AWS resource that a record touched. `type` is the CloudFormation type name, e.g. `AWS::EC2::Instance`. */
export interface Target {
  readonly type: string;
  readonly id: string;
  readonly arn?: string;
  readonly name?: string;
  /** True only when the record's own `responseElements` says that this call created it. */
  readonly created?: boolean;
}

/** A resource and the Region of the record that touched it. */
export interface RegionalTarget extends Target {
  readonly region: string;
}

/** One record, made small and redacted. Every string is as recorded (hostile until escaped) but bounded in length. */
export interface RecordSummary {
  readonly eventID: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly account: string;
  readonly region: string;
  readonly actor: Actor;
  readonly sourceIPAddress?: string;
  readonly userAgent?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestID?: string;
  readonly targets: readonly Target[];
  /** How many more targets the record has than are listed. Absent: none. */
  readonly targetsOmitted?: number;
  /** Redacted, bounded `requestParameters`. */
  readonly requestParameters?: JsonObject;
  /** Redacted, bounded `responseElements`. */
  readonly responseElements?: JsonObject;
}

/** Where a counted record lies. */
export interface RecordReference {
  readonly eventID: string;
  readonly source: string;
  readonly bucket?: string;
  readonly key?: string;
}

/**
 * A match made ready for people: one rule, one account, one root actor, one or more records. Travels on SNS as versioned
 * JSON of at most 256 KiB.
 */
export interface Alert {
  readonly schema: typeof ALERT_SCHEMA;
  /** Deterministic: the same rule over the same records gives the same id, so a redelivery is recognised. */
  readonly id: string;
  readonly rule: AlertRule;
  readonly account: string;
  readonly region: string;
  readonly actor: Actor;
  /** The first ten records, oldest first. */
  readonly records: readonly RecordSummary[];
  /** Every record that the alert counts, the summarised ones included. */
  readonly references: readonly RecordReference[];
  /**
   * Principals of all counted records that can stand for one person (see `principalsOf`), at most 101: whoever maps to one
   * is a suspect, even where the record itself is not summarised.
   */
  readonly principals?: readonly string[];
  /**
   * What all counted records created, each resource once, at most {@link ALERT_LIMITS}.created: a remedy has to reach what
   * stands in no summary, too. Absent: nothing was created.
   */
  readonly created?: readonly RegionalTarget[];
  /** How many more resources the records created than are listed. Absent: none. */
  readonly createdOmitted?: number;
  /** What an inspector saw of the live state, at most 20 objects. Absent: no inspector made this alert. */
  readonly seen?: readonly SeenState[];
  readonly firstAt: string;
  readonly lastAt: string;
  /** Of a correlation: what the records have in common, what was measured of them, and how many they are. */
  readonly correlated?: AlertCorrelation;
  /** Of a rule with `first_seen`: what was new, of the first ten records. */
  readonly firstSeen?: readonly AlertNovelty[];
}

export interface AlertCorrelation {
  /** By name of the field that the rule groups by. */
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
  readonly count: number;
}

/** What was new by one record. */
export interface AlertNovelty {
  readonly eventID: string;
  /** What it is new in, and what is new, by name of the field. */
  readonly group: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  /** Days for which it had not been seen. */
  readonly timespan: number;
}

/** What an inspector saw of one object. */
export interface SeenState {
  readonly id: string;
  /** One sentence without the object's name. */
  readonly words: string;
  /** When it was looked at last, Unix milliseconds. Absent: when its rule fired. */
  readonly at?: number;
  /** It was no longer so then: a run had ended before. */
  readonly over?: true;
}

/** A message on the topic that is not one of our alerts: shown as a plain card, triggers nothing. */
export interface PlainMessage {
  readonly schema: 'plain';
  /** SNS MessageId: counts once. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly level: Level;
  /** Who sent it, as far as the message says: `GuardDuty`, `Security Hub`, `CloudWatch alarm`, `unknown`. */
  readonly sender: string;
  readonly account?: string;
  readonly region?: string;
  readonly at: string;
}

import { createHash } from 'node:crypto';
import { accountOf, actorOf } from '../model/actor-of.ts';
import type { Actor } from '../model/actor.ts';
import type { RecordSummary } from '../model/alert.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { isPlainId } from '../model/record.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { textAt } from './fields.ts';
import { redactFields, redactText } from './redact.ts';
import { targetsOf } from './targets.ts';
import { head, visible } from './text.ts';

const UNKNOWN = 'unknown';

/** Characters kept of each kind of text. AWS's own limits lie below, but for user agents and error messages. */
const LENGTH = { name: 128, address: 256, agent: 512, message: 1024, arn: 2048 } as const;

/** A record made small, redacted and fit to be shown; its fields as recorded otherwise, hence still to be escaped. */
export function summarise(record: CloudTrailRecord): RecordSummary {
  const eventName = textField(record, 'eventName', LENGTH.name) ?? UNKNOWN;
  const eventSource = textField(record, 'eventSource', LENGTH.name) ?? UNKNOWN;
  const { targets, omitted } = targetsOf(record);
  const call = { eventName, eventSource };
  const optional = {
    sourceIPAddress: textField(record, 'sourceIPAddress', LENGTH.address),
    userAgent: textField(record, 'userAgent', LENGTH.agent),
    errorCode: textField(record, 'errorCode', LENGTH.name),
    errorMessage: textField(record, 'errorMessage', LENGTH.message),
    requestID: textField(record, 'requestID', LENGTH.name),
    requestParameters: fields(record['requestParameters'], call),
    responseElements: fields(record['responseElements'], call),
    targetsOmitted: omitted === 0 ? undefined : omitted,
  };
  return {
    eventID: eventIdOf(record),
    eventTime: timeOf(record),
    eventName,
    eventSource,
    account: accountIn(record),
    region: regionIn(record),
    actor: boundedActor(record),
    targets,
    ...withoutUndefined(optional),
  };
}

/**
 * The record's `eventID`; where it has none that can be one, a hash of the record, so that the same record still counts
 * once.
 */
export function eventIdOf(record: CloudTrailRecord): string {
  const { eventID } = record;
  if (isPlainId(eventID)) return eventID;
  return `sha256:${createHash('sha256').update(JSON.stringify(record)).digest('hex')}`;
}

/** `eventTime` where it is an ISO 8601 time in UTC, else `unknown`. */
export function timeOf(record: CloudTrailRecord): string {
  const time = textAt(record, 'eventTime') ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(time) && !Number.isNaN(Date.parse(time))
    ? time
    : UNKNOWN;
}

export function accountIn(record: CloudTrailRecord): string {
  const account = accountOf(record);
  return account === undefined ? UNKNOWN : identifier(account, LENGTH.name);
}

export function regionIn(record: CloudTrailRecord): string {
  return textField(record, 'awsRegion', LENGTH.name) ?? UNKNOWN;
}

/** The actor with every field bounded. Its root's id is a key: cut, it carries a hash, so that no two become one. */
export function boundedActor(record: CloudTrailRecord): Actor {
  const actor = actorOf(record);
  const optional = {
    arn: bounded(actor.arn, LENGTH.arn),
    account: bounded(actor.account, LENGTH.name),
    session: bounded(actor.session, LENGTH.name),
    accessKeyId: bounded(actor.accessKeyId, LENGTH.name),
    mfa: actor.mfa,
    invokedBy: bounded(actor.invokedBy, LENGTH.name),
    sourceIdentity: bounded(actor.sourceIdentity, LENGTH.name),
  };
  return {
    type: redactText(actor.type, LENGTH.name),
    root: { id: identifier(actor.root.id, LENGTH.arn), name: redactText(actor.root.name, LENGTH.name) },
    ...withoutUndefined(optional),
  };
}

function identifier(text: string, max: number): string {
  const clean = visible(text);
  if (clean === text && text.length <= max) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${head(clean, max - hash.length - 1)}#${hash}`;
}

function bounded(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : redactText(text, max);
}

function textField(record: CloudTrailRecord, key: string, max: number): string | undefined {
  return bounded(textAt(record, key), max);
}

function fields(value: unknown, call: { eventName: string; eventSource: string }): JsonObject | undefined {
  return isObject(value) ? redactFields(value as JsonObject, call) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}

import type { Json } from './json.ts';
import type { CloudTrailRecord } from './record.ts';

/**
 * Tells by single fields which records are of interest, so that the others need no parsing. Each interest has a bit. A record
 * is of interest where a bit remains that every looked-at field allows; it may be so without reason, but never the reverse.
 */
export interface Prefilter {
  /** Interests, at most {@link MAX_INTERESTS}. */
  readonly interests: readonly Interest[];
  /** Top-level fields of {@link PROBED_FIELDS} that are looked at, the most telling first. */
  readonly fields: readonly ProbedField[];
  /** Fields by whose values a record is of the same kind as another of the same day. */
  readonly kind: readonly ProbedField[];
  /** Fields that whoever wants key fields needs beside {@link KEY_FIELDS}. */
  readonly read: readonly ProbedField[];
  /** The bits of the interests that remain possible where the field has this value, as parsed; undefined for absent. */
  possible(field: ProbedField, value: unknown): Uint32Array;
}

export interface Interest {
  /** Records as a whole, or only what can be read of them without parsing. */
  readonly wants: 'record' | 'key-fields';
  /** Of each {@link Prefilter.kind} and day only the first, and that again whenever it comes again. */
  readonly firstOfKind?: boolean;
  /** With key fields: what else is needed of the record. */
  readonly own?: readonly OwnField[];
}

export const MAX_INTERESTS = 2048;

/** Fields whose values repeat from record to record, so that what follows from a value is worth remembering. */
export const PROBED_FIELDS = [
  'eventName',
  'recipientAccountId',
  'userIdentity',
  'errorCode',
  'eventSource',
  'eventType',
  'userAgent',
  'sourceIPAddress',
  'awsRegion',
  'readOnly',
  'managementEvent',
  'eventCategory',
  'sessionCredentialFromConsole',
] as const;

export type ProbedField = (typeof PROBED_FIELDS)[number];

/** Fields whose values differ from record to record. */
export const OWN_FIELDS = [
  'eventTime',
  'eventID',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'errorMessage',
] as const;

export type OwnField = (typeof OWN_FIELDS)[number];

/**
 * What was read of a record without parsing all of it: who did what, where and when, and whatever else the interests that are
 * possible need. Only of records with an `eventID` as AWS writes it.
 */
export interface KeyFields {
  /**
   * The values of fields that repeat, absent fields left out: at least those of {@link KEY_FIELDS} but the time and the id. The
   * same object for records that are the same there, so that what follows from it is worth remembering.
   */
  readonly shared: CloudTrailRecord;
  readonly eventID: string;
  /** Absent where the record has none. */
  readonly eventTime?: unknown;
  /** Other values that are the record's own; absent where none is needed. */
  readonly own?: CloudTrailRecord;
  /** The interests that are possible; they follow from the shared values. Undefined where nobody knows. */
  readonly possible: Uint32Array | undefined;
}

/** The key fields as a record that has no others. */
export function recordOf({ shared, eventTime, eventID, own }: KeyFields): CloudTrailRecord {
  return { ...shared, ...own, ...(eventTime === undefined ? {} : { eventTime: eventTime as Json }), eventID };
}

/** What whoever wants key fields of a record gets at least. */
export const KEY_FIELDS = [
  'eventName',
  'recipientAccountId',
  'errorCode',
  'eventSource',
  'userIdentity',
  'userAgent',
  'sourceIPAddress',
  'awsRegion',
  'eventTime',
  'eventID',
] as const;

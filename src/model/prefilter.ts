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
  /** The bits of the interests that remain possible where the field has this value, as parsed; undefined for absent. */
  possible(field: ProbedField, value: unknown): Uint32Array;
}

export interface Interest {
  /**
   * Every record is wanted; or the first of each kind, and that again whenever it comes again; or of every record only its
   * {@link KEY_FIELDS}.
   */
  readonly wants: 'record' | 'first-of-kind' | 'key-fields';
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
] as const;

export type ProbedField = (typeof PROBED_FIELDS)[number];

/** What can be read of a record without parsing it: enough to say who did what, where and when. */
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

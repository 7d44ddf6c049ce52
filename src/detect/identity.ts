import { createHash } from 'node:crypto';
import { isObject } from '../model/json.ts';
import { isPlainId } from '../model/record.ts';

/**
 * What a record is known by, and its place in time (Unix milliseconds); undefined without a valid `eventTime`. The id is the
 * one by which alerts name the record: its `eventID`, or a hash of it where it has none that can be one.
 */
export function identityOf(record: unknown): { readonly id: string; readonly time: number } | undefined {
  if (!isObject(record)) return undefined;
  const { eventID } = record;
  const time = timeOf(record);
  if (time === undefined) return undefined;
  if (isPlainId(eventID)) return { id: eventID, time };
  return { id: `sha256:${createHash('sha256').update(JSON.stringify(record)).digest('hex')}`, time };
}

/** A record's place in time (Unix milliseconds); undefined without a valid `eventTime`. */
export function timeOf({ eventTime }: { readonly eventTime?: unknown }): number | undefined {
  const time = typeof eventTime === 'string' ? Date.parse(eventTime) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

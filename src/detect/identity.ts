import { createHash } from 'node:crypto';
import { isObject } from '../model/json.ts';

/**
 * What a record is known by, and its place in time (Unix milliseconds); undefined without a valid `eventTime`. The id is the
 * one by which alerts name the record: its `eventID`, or a hash of it where it has none that can be one.
 */
export function identityOf(record: unknown): { readonly id: string; readonly time: number } | undefined {
  if (!isObject(record)) return undefined;
  const { eventTime, eventID } = record;
  const time = typeof eventTime === 'string' ? Date.parse(eventTime) : NaN;
  if (Number.isNaN(time)) return undefined;
  if (typeof eventID === 'string' && /^[\w:.-]{1,128}$/u.test(eventID)) return { id: eventID, time };
  return { id: `sha256:${createHash('sha256').update(JSON.stringify(record)).digest('hex')}`, time };
}

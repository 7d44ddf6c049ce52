import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { textAt } from './fields.ts';
import { redactFields } from './redact.ts';

/** Top-level fields of a record that are kept: AWS writes some thirty. */
const FIELDS = 60;

/**
 * A whole record for people to read: without known secret fields of its API and without secrets that show by their form,
 * each of its fields cut to bounds. What is left out leaves a mark.
 */
export function redactRecord(record: CloudTrailRecord): JsonObject {
  const call = { eventName: textAt(record, 'eventName') ?? '', eventSource: textAt(record, 'eventSource') ?? '' };
  const entries = Object.entries(record);
  const shown = entries.slice(0, FIELDS).map(([name, value]): [string, Json] => {
    const [entry] = Object.entries(redactFields({ [name]: withoutObject(value) }, call));
    const [key, clean]: [string, Json] = entry ?? [name, null];
    // The places of secret fields are named from within the parameters.
    return [key, isObject(value) ? redactFields(value, call) : clean];
  });
  if (entries.length > FIELDS) shown.push(['…', `${entries.length - FIELDS} more fields`]);
  return Object.fromEntries(shown);
}

/** An object is redacted by itself; here only its name matters. */
function withoutObject(value: Json): Json {
  return isObject(value) ? {} : value;
}

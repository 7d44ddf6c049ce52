import { canonicalJson } from '../../model/canonical-json.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** A policy's text as JSON, or undefined where it is none. */
export function parseTrust(text: string | undefined): JsonObject | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether two trust policies say the same. IAM answers with an account's root ARN where its id was given, and with one value
 * where a list of one was ("AWS JSON policy elements: Principal", IAM User Guide).
 */
export function sameTrust(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(plain(a)) === canonicalJson(plain(b));
}

function plain(value: Json): Json {
  if (typeof value === 'string') return value.replace(/^(?:arn:[a-z-]+:iam::)?(\d{12})(?::root)?$/, 'account $1');
  if (Array.isArray(value)) {
    const all = value.map((one: Json) => plain(one));
    return all.length === 1 ? (all[0] ?? null) : all.toSorted((x, y) => (canonicalJson(x) < canonicalJson(y) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]): [string, Json] => [key, plain(one)]));
}

const SHOWN = 5;

/** Whom the policy lets in, in words; conditions are counted, not told. */
export function trustedInWords(trust: JsonObject): string {
  const allowed = [trust['Statement']]
    .flat()
    .flatMap((one) => (isObject(one) && one['Effect'] === 'Allow' ? [one] : []));
  const names = [...new Set(allowed.flatMap((statement) => principalsOf(statement['Principal'])))];
  const conditions = allowed.filter((statement) => statement['Condition'] !== undefined).length;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const on = conditions === 0 ? '' : ` (${conditions === allowed.length ? 'on conditions' : 'some on conditions'})`;
  return `${names.slice(0, SHOWN).join(', ') || 'nobody'}${more}${on}`;
}

function principalsOf(principal: unknown): readonly string[] {
  if (principal === '*') return ['anybody'];
  if (!isObject(principal)) return ['whom it does not name'];
  return Object.values(principal)
    .flat()
    .map((one) => (one === '*' ? 'anybody' : String(one).slice(0, 120)));
}

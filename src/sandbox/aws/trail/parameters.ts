import { isObject } from '../../../model/json.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { Member, Shape, Structure } from '../wire/schema.ts';

/** How a service's records write a time. */
export type TimeFormat = (time: Date) => Json;

/**
 * An input or output as IAM, STS and CloudTrail record it: member names with a lower-case first letter, times as text.
 * Null where there is nothing, as CloudTrail writes it.
 */
export function camelParameters(value: Readonly<Record<string, unknown>>, time: TimeFormat): JsonObject | null {
  const result: Record<string, Json> = {};
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined && field !== null) result[lowerFirst(key)] = camelValue(field, time);
  }
  return Object.keys(result).length === 0 ? null : result;
}

function camelValue(value: unknown, time: TimeFormat): Json {
  if (value instanceof Date) return time(value);
  if (Array.isArray(value)) return value.map((item) => camelValue(item, time));
  if (isObject(value)) return camelParameters(value, time) ?? {};
  return value as Json;
}

/** IAM: `Aug 1, 2024 1:33:28 PM`. */
export function iamTime(time: Date): string {
  return `${dateOf(time)} ${timeOf(time)}`;
}

/** STS and CloudTrail: `Aug 1, 2024, 1:33:28 PM`. */
export function commaTime(time: Date): string {
  return `${dateOf(time)}, ${timeOf(time)}`;
}

function dateOf(time: Date): string {
  return time.toLocaleDateString('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
}

function timeOf(time: Date): string {
  // The locale's own narrow no-break space before AM and PM is not what CloudTrail writes.
  return time.toLocaleTimeString('en-US', { timeStyle: 'medium', timeZone: 'UTC' }).replaceAll('\u202F', ' ');
}

/**
 * An EC2 answer as its records write it: the names of the XML, lists as `{items: [...]}`, times in milliseconds,
 * `_return` for the word that JavaScript reserves.
 */
export function ec2Elements(shape: Structure, value: Readonly<Record<string, unknown>>): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const member of shape.members) {
    const field = value[member.name];
    // Where the XML has an empty element, the record has nothing.
    if (field === undefined || field === null || field === '') continue;
    const name = member.traits.xmlName ?? lowerFirst(member.name);
    result[name === 'return' ? '_return' : name] = ec2Value(name, member, field);
  }
  return result;
}

function ec2Value(name: string, member: Member, value: unknown): Json {
  const shape: Shape = member.shape();
  if (shape.kind === 'structure') return ec2Elements(shape, value as Readonly<Record<string, unknown>>);
  if (shape.kind === 'list') {
    const items = (value as readonly unknown[]).map((item) => ec2Value(name, shape.member, item));
    // One set in EC2's records is different from all others, and rules in the field know it so.
    const key = name === 'privateIpAddressesSet' ? 'item' : 'items';
    return items.length === 0 ? {} : { [key]: items };
  }
  return value instanceof Date ? value.getTime() : (value as Json);
}

/** `{items: [{<key>: value}, …]}`, or an empty object: how EC2 records the lists of a request. */
export function itemSet(key: string, values: readonly string[] | undefined): JsonObject {
  if (values === undefined || values.length === 0) return {};
  return { items: values.map((value) => ({ [key]: value })) };
}

/** The filters of a Describe request. */
export function filterSet(
  filters:
    readonly { readonly Name?: string | undefined; readonly Values?: readonly string[] | undefined }[] | undefined,
): JsonObject {
  if (filters === undefined || filters.length === 0) return {};
  return { items: filters.map(({ Name = '', Values }) => ({ name: Name, valueSet: itemSet('value', Values) })) };
}

/** The scalar members of an EC2 request under their recorded names. */
export function scalars(input: Readonly<Record<string, unknown>>): Record<string, Json> {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(input)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      result[lowerFirst(key)] = value;
  }
  return result;
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

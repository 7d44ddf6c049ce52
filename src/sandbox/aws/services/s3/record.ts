import { isObject } from '../../../../model/json.ts';
import type { Json, JsonObject } from '../../../../model/json.ts';
import type { Call, Operation } from '../../operation.ts';
import type { Member, Shape } from '../../wire/schema.ts';

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * A request as S3's records have it: bucket, host, the subresource as an empty field, headers in lists, and the body under
 * the names of its XML, where an element that may come again is a list.
 */
export function recordRequest({ model }: Operation, input: Readonly<Record<string, unknown>>, call: Call): JsonObject {
  const fields: Record<string, Json> = { Host: `s3.${call.region}.amazonaws.com` };
  const subresource = new URLSearchParams(model.http?.[1].split('?')[1] ?? '');
  for (const key of subresource.keys()) if (key !== 'x-id') fields[key] = '';
  for (const member of model.input.members) {
    const value = input[member.name];
    const text = typeof value === 'string' ? value : '';
    const { httpLabel, httpHeader, httpPayload, xmlName } = member.traits;
    if (value === undefined) continue;
    if (httpLabel !== undefined) fields['bucketName'] = text;
    else if (httpHeader?.startsWith('x-amz-acl') === true) fields[httpHeader] = [text];
    else if (httpHeader === 'x-amz-object-ownership') fields[httpHeader] = text;
    else if (member.name === 'Policy') fields['bucketPolicy'] = parse(text);
    else if (httpPayload !== undefined) {
      fields[xmlName ?? member.name] = { xmlns: XMLNS, ...(elements(member.shape(), value) as JsonObject) };
    }
  }
  return fields;
}

function elements(shape: Shape, value: unknown): Json {
  if (shape.kind !== 'structure' || !isObject(value)) return value as Json;
  const result: Record<string, Json> = {};
  for (const member of shape.members) {
    const field = value[member.name];
    if (field === undefined) continue;
    result[member.traits.xmlName ?? member.name] = element(member, field);
  }
  return result;
}

function element(member: Member, value: unknown): Json {
  const shape = member.shape();
  if (shape.kind !== 'list') return elements(shape, value);
  const items = (value as readonly unknown[]).map((item) => elements(shape.member.shape(), item));
  return member.traits.xmlFlattened === undefined ? { [shape.member.traits.xmlName ?? 'member']: items } : items;
}

/** The document itself, not its text; what is no JSON is refused, and recorded as it came. */
function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

import { isObject } from '../../../model/json.ts';
import { AwsRefusal } from '../refusal.ts';
import type { Shape, Structure } from './schema.ts';

/** "Common Errors" of the API References: a body that is not what the model says is a SerializationException. */
function malformed(what: string): AwsRefusal {
  return new AwsRefusal('SerializationException', what);
}

/**
 * A JSON request body in the shape of the operation's input: times become Dates. Unknown members are dropped. Names of their
 * own (`jsonName`) only the models of restJson services have.
 */
export function readJson(text: string, input: Structure): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = text === '' ? {} : JSON.parse(text);
  } catch {
    throw malformed('The request body is not JSON.');
  }
  return readStructure(parsed, input);
}

function readStructure(value: unknown, shape: Structure): Record<string, unknown> {
  if (!isObject(value)) throw malformed('Start of structure or map found where not expected.');
  const result: Record<string, unknown> = {};
  for (const member of shape.members) {
    const name = member.traits.jsonName ?? member.name;
    const field = value[name];
    if (field !== undefined && field !== null) result[member.name] = read(field, member.shape(), name);
  }
  return result;
}

function read(value: unknown, shape: Shape, name: string): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(value, shape);
    case 'list':
      if (!Array.isArray(value)) throw malformed(`Expected list or null (${name}).`);
      return value.map((item) => read(item, shape.member.shape(), name));
    case 'timestamp':
      if (typeof value !== 'number') throw malformed(`Expected a number of seconds (${name}).`);
      return new Date(value * 1000);
    case 'string':
    case 'number':
    case 'boolean':
      if (typeof value !== shape.kind) throw malformed(`Expected a ${shape.kind} (${name}).`);
      return value;
    case 'map':
      if (!isObject(value)) throw malformed(`Expected a map (${name}).`);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, read(item, shape.value.shape(), name)]),
      );
    case 'blob':
      if (typeof value !== 'string') throw malformed(`Expected a blob (${name}).`);
      return Buffer.from(value, 'base64');
    case 'document':
    case 'unit':
      return value;
    default:
      return shape satisfies never;
  }
}

/** The answer as plain JSON: times are seconds since the epoch with a fraction, bytes are base64. */
export function writeJson(value: unknown, shape: Shape): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (shape.kind === 'list') return (value as readonly unknown[]).map((item) => writeJson(item, shape.member.shape()));
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  if (shape.kind === 'map') {
    return Object.fromEntries(fields.map(([key, field]) => [key, writeJson(field, shape.value.shape())]));
  }
  if (shape.kind !== 'structure') return value;
  const members = new Map(shape.members.map((member) => [member.name, member]));
  return Object.fromEntries(
    fields.flatMap(([key, field]) => {
      const member = members.get(key);
      return member === undefined ? [] : [[member.traits.jsonName ?? key, writeJson(field, member.shape())]];
    }),
  );
}

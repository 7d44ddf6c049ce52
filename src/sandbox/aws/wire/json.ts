import { isObject } from '../../../model/json.ts';
import { AwsRefusal } from '../refusal.ts';
import type { Shape, Structure } from './schema.ts';

/** "Common Errors", AWS CloudTrail API Reference: a body that is not what the model says is a SerializationException. */
function malformed(what: string): AwsRefusal {
  return new AwsRefusal('SerializationException', what);
}

/** An awsJson request body in the shape of the operation's input: times become Dates. Unknown members are dropped. */
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
    const field = value[member.name];
    if (field !== undefined && field !== null) result[member.name] = read(field, member.shape(), member.name);
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
    case 'blob':
    case 'document':
    case 'unit':
      // None of them occurs in CloudTrail's inputs, so there is nothing to check.
      return value;
    default:
      return shape satisfies never;
  }
}

/** The answer as plain JSON: times are seconds since the epoch with a fraction, as awsJson1_1 writes them. */
export function writeJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(writeJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, writeJson(field)]),
  );
}

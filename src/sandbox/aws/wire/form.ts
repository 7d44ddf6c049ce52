import { AwsRefusal } from '../refusal.ts';
import type { Member, Shape, Structure } from './schema.ts';

/** `ec2` names members by `ec2QueryName` and flattens lists; `aws` is the awsQuery protocol of IAM and STS. */
export type Dialect = 'ec2' | 'aws';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/** What a form says, in the shape of the operation's input, and which of its keys the model does not know. */
export interface FormReading {
  readonly input: Record<string, unknown>;
  readonly unknown: readonly string[];
}

/** Reads a query-protocol request body. `Action` and `Version` are not parameters. */
export function readForm(form: URLSearchParams, input: Structure, dialect: Dialect): FormReading {
  const root: Node = { children: new Map() };
  for (const [key, value] of form) {
    if (key !== 'Action' && key !== 'Version') place(root, key.split('.'), value);
  }
  const known = new Set(input.members.map((member) => keyOf(member, dialect)));
  return {
    input: readStructure(root, input, dialect),
    unknown: [...root.children.keys()].filter((key) => !known.has(key)),
  };
}

function place(root: Node, path: readonly string[], value: string): void {
  let node = root;
  for (const part of path) {
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  node.value = value;
}

function keyOf(member: Member, dialect: Dialect): string {
  const name = member.traits.xmlName ?? member.name;
  if (dialect === 'aws') return name;
  return member.traits.ec2QueryName ?? name.charAt(0).toUpperCase() + name.slice(1);
}

function readStructure(node: Node, shape: Structure, dialect: Dialect): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members) {
    const child = node.children.get(keyOf(member, dialect));
    if (child !== undefined) result[member.name] = read(child, member.shape(), keyOf(member, dialect), dialect, member);
  }
  return result;
}

function read(node: Node, shape: Shape, name: string, dialect: Dialect, member: Member): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(node, shape, dialect);
    case 'list':
      return readList(node, shape, name, dialect, member);
    case 'map':
      throw new AwsRefusal('MalformedInput', `The sandbox does not read maps in queries (${name}).`);
    case 'blob':
    case 'boolean':
    case 'document':
    case 'number':
    case 'string':
    case 'timestamp':
    case 'unit':
      return readScalar(node.value ?? '', shape.kind, name);
    default:
      return shape satisfies never;
  }
}

function readList(
  node: Node,
  shape: Extract<Shape, { kind: 'list' }>,
  name: string,
  dialect: Dialect,
  member: Member,
): unknown[] {
  const flat = dialect === 'ec2' || member.traits.xmlFlattened !== undefined || shape.traits.xmlFlattened !== undefined;
  const holder = flat ? node : node.children.get(shape.member.traits.xmlName ?? 'member');
  if (holder === undefined) return [];
  return [...holder.children]
    .filter(([key]) => /^\d+$/.test(key))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => read(child, shape.member.shape(), name, dialect, shape.member));
}

function readScalar(text: string, kind: string, name: string): unknown {
  if (kind === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw invalid(text, name, 'number');
    return Number(text);
  }
  if (kind === 'boolean') {
    if (text !== 'true' && text !== 'false') throw invalid(text, name, 'boolean');
    return text === 'true';
  }
  if (kind === 'timestamp') {
    const time = Date.parse(text);
    if (Number.isNaN(time)) throw invalid(text, name, 'timestamp');
    return new Date(time);
  }
  return text;
}

/** "Common Errors", Amazon EC2 API Reference: InvalidParameterValue. IAM and STS call the same MalformedInput. */
function invalid(text: string, name: string, kind: string): AwsRefusal {
  return new AwsRefusal(
    'InvalidParameterValue',
    `Value (${text}) for parameter ${name} is invalid. Expected a ${kind}.`,
  );
}

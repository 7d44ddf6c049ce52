/**
 * Reads the API model that every client of the AWS SDK carries (the `RunInstances$` and similar exports): member names,
 * names on the wire, list and map shapes, required members. It is generated from AWS's own service models, so the
 * emulator's requests and answers have the wire shape of the real service and not one of our own invention.
 */
import type { RunInstances$ } from '@aws-sdk/client-ec2';
import type { NoSuchEntityException$ } from '@aws-sdk/client-iam';

export type OperationSchema = typeof RunInstances$;
export type ErrorSchema = typeof NoSuchEntityException$;

export interface Traits {
  readonly xmlName?: string;
  readonly ec2QueryName?: string;
  readonly xmlFlattened?: unknown;
  readonly xmlAttribute?: unknown;
  /** Prefix and URI. */
  readonly xmlNamespace?: unknown;
  /** The member is the request's or answer's body, a header of it, or a part of its path. */
  readonly httpPayload?: unknown;
  readonly httpHeader?: string;
  readonly httpLabel?: unknown;
  readonly httpQuery?: string;
  /** The member is the status of the answer. */
  readonly httpResponseCode?: unknown;
  /** Name in the bodies of the restJson protocol. */
  readonly jsonName?: string;
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly httpError?: number;
  readonly error?: string;
}

export type Scalar = 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' | 'document' | 'unit';

export type Shape =
  | { readonly kind: Scalar; readonly traits: Traits }
  | { readonly kind: 'list'; readonly traits: Traits; readonly member: Member }
  | { readonly kind: 'map'; readonly traits: Traits; readonly key: Member; readonly value: Member }
  | Structure;

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  readonly traits: Traits;
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly required: boolean;
  /** Traits of the member itself; those of its target are on the shape. */
  readonly traits: Traits;
  /** Lazy, because shapes may refer to themselves. */
  shape(): Shape;
}

/** Name, input and output of an operation; `unit` where it has none. */
export interface OperationModel {
  readonly name: string;
  /** Only in REST protocols: method, path with query, status of success. */
  readonly http?: NonNullable<Traits['http']>;
  readonly input: Structure;
  readonly output: Structure;
}

const NO_TRAITS: Traits = {};
const EMPTY: Structure = { kind: 'structure', name: 'Unit', traits: NO_TRAITS, members: [] };

/** Numeric sentinels of the schema format for simple types (`sentinels` of the Smithy types package). */
const SIMPLE: Readonly<Record<number, Scalar>> = {
  0: 'string',
  1: 'number',
  2: 'boolean',
  4: 'timestamp',
  5: 'timestamp',
  6: 'timestamp',
  7: 'timestamp',
  15: 'document',
  17: 'number',
  19: 'number',
  21: 'blob',
  42: 'blob',
};

const LIST_OF = 64;
const MAP_OF = 128;

const cache = new WeakMap<object, Shape>();

export function readOperation(schema: OperationSchema): OperationModel {
  const { http } = traitsOf(schema[3]);
  return {
    name: schema[2],
    input: structureOf(schema[4]),
    output: structureOf(schema[5]),
    ...(http === undefined ? {} : { http }),
  };
}

/** Code and status of a modelled error, as the awsQuery and awsJson protocols put them on the wire. */
export function readError(schema: ErrorSchema): { name: string; code: string; status: number } {
  const traits = traitsOf(schema[3]);
  const [code, status] = traits.awsQueryError ?? [schema[2], traits.httpError ?? 400];
  return { name: schema[2], code, status };
}

function structureOf(reference: unknown): Structure {
  const shape = readShape(reference);
  return shape.kind === 'structure' ? shape : EMPTY;
}

function readShape(reference: unknown): Shape {
  const target = typeof reference === 'function' ? (reference as () => unknown)() : reference;
  if (typeof target === 'number') return simple(target);
  if (!Array.isArray(target)) return { kind: 'unit', traits: NO_TRAITS };
  const known = cache.get(target);
  if (known !== undefined) return known;
  const shape = readTuple(target);
  cache.set(target, shape);
  return shape;
}

function simple(sentinel: number): Shape {
  if ((sentinel & LIST_OF) !== 0) {
    return { kind: 'list', traits: NO_TRAITS, member: readMember('member', sentinel & (LIST_OF - 1), false) };
  }
  if ((sentinel & MAP_OF) !== 0) {
    const value = readMember('value', sentinel & (LIST_OF - 1), false);
    return { kind: 'map', traits: NO_TRAITS, key: readMember('key', 0, false), value };
  }
  return { kind: SIMPLE[sentinel] ?? 'string', traits: NO_TRAITS };
}

/** `[kind, namespace, name, traits, ...]`; the kinds are fixed by the schema format. */
function readTuple(tuple: readonly unknown[]): Shape {
  const traits = traitsOf(tuple[3]);
  switch (tuple[0]) {
    case 1:
      return { kind: 'list', traits, member: readMember('member', tuple[4], false) };
    case 2: {
      const key = readMember('key', tuple[4], false);
      return { kind: 'map', traits, key, value: readMember('value', tuple[5], false) };
    }
    case 3:
    case 4:
    case -3:
      return readStructure(tuple, traits);
    default:
      return { ...readShape(tuple[4]), traits };
  }
}

function readStructure(tuple: readonly unknown[], traits: Traits): Structure {
  const names = tuple[4] as readonly string[];
  const schemas = tuple[5] as readonly unknown[];
  // Required members come first in the model; the last element counts them.
  const required = typeof tuple[6] === 'number' ? tuple[6] : 0;
  const members = names.map((name, index) => readMember(name, schemas[index], index < required));
  return { kind: 'structure', name: String(tuple[2]), traits, members };
}

function readMember(name: string, schema: unknown, required: boolean): Member {
  // `[target, traits]` is a member with traits of its own; anything longer is a shape.
  const own = Array.isArray(schema) && schema.length === 2;
  const target: unknown = own ? schema[0] : schema;
  return { name, required, traits: own ? traitsOf(schema[1]) : NO_TRAITS, shape: () => readShape(target) };
}

/** Traits that say no more than that they are there may come as bits of a number (Smithy's schema format). */
function traitsOf(value: unknown): Traits {
  if (typeof value === 'number' && value !== 0) {
    return { ...((value & 1) === 0 ? {} : { httpLabel: 1 }), ...((value & 16) === 0 ? {} : { httpPayload: 1 }) };
  }
  return typeof value === 'object' && value !== null ? value : NO_TRAITS;
}

import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** Block Kit arrives as plain JSON; these read it without trusting its shape. */
export function text(from: JsonObject | undefined, key: string): string | undefined {
  const value = from?.[key];
  return typeof value === 'string' ? value : undefined;
}

export function number(from: JsonObject | undefined, key: string): number | undefined {
  const value = from?.[key];
  return typeof value === 'number' ? value : undefined;
}

export function flag(from: JsonObject | undefined, key: string): boolean {
  return from?.[key] === true;
}

export function object(from: JsonObject | undefined, key: string): JsonObject | undefined {
  return asObject(from?.[key]);
}

export function objects(from: JsonObject | undefined, key: string): readonly JsonObject[] {
  const value = from?.[key];
  return Array.isArray(value) ? value.map(asObject).filter((item) => item !== undefined) : [];
}

export function texts(from: JsonObject | undefined, key: string): readonly string[] {
  const value = from?.[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

import { isObject } from '../../../model/json.ts';
import type { Problems } from './problems.ts';

/** Looks at one value and reports what Slack would refuse about it. */
export type Check = (value: unknown, pointer: string, problems: Problems) => void;

export type Fields = Readonly<Record<string, Check>>;

/** A rule over several fields of one object; runs only when the value is an object. */
export type Rule = (value: Readonly<Record<string, unknown>>, pointer: string, problems: Problems) => void;

/** A key may hold `/` or `~`, which a JSON pointer escapes (RFC 6901). */
export function at(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Exactly these fields: Slack refuses unknown ones instead of ignoring them. */
export function object(required: Fields, optional: Fields = {}, rule?: Rule): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) return problems.add('must provide an object', pointer);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(required, key) && !Object.hasOwn(optional, key)) {
        problems.add(`invalid additional property: ${key}`, pointer);
      }
    }
    for (const [key, check] of Object.entries(required)) {
      if (value[key] === undefined) problems.add(`missing required field: ${key}`, pointer);
      else check(value[key], at(pointer, key), problems);
    }
    for (const [key, check] of Object.entries(optional)) {
      if (value[key] !== undefined) check(value[key], at(pointer, key), problems);
    }
    rule?.(value, pointer, problems);
  };
}

/** A string of `min` to `max` characters. */
export function string(max: number, min = 1): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') return problems.add('must provide a string', pointer);
    if (value.length > max) problems.add(`must be less than ${max + 1} characters`, pointer);
    if (value.length < min) problems.add(`must be more than ${min - 1} characters`, pointer);
  };
}

export function pattern(expression: RegExp, expected: string): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') return problems.add('must provide a string', pointer);
    if (!expression.test(value)) problems.add(`must match ${expected}`, pointer);
  };
}

export const url: Check = (value, pointer, problems) => {
  string(3000)(value, pointer, problems);
  if (typeof value === 'string' && value !== '' && !URL.canParse(value)) {
    problems.add('must be a valid URL', pointer);
  }
};

export const boolean: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.add('must provide a boolean', pointer);
};

export function integer(min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (!Number.isInteger(value)) return problems.add('must provide an integer', pointer);
    if (Number(value) < min || Number(value) > max) problems.add(`must be between ${min} and ${max}`, pointer);
  };
}

export const number: Check = (value, pointer, problems) => {
  if (typeof value !== 'number') problems.add('must provide a number', pointer);
};

export function oneOf(...allowed: readonly string[]): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      problems.add(`must be one of: ${allowed.join(', ')}`, pointer);
    }
  };
}

export function list(item: Check, max: number, min = 1): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) return problems.add('must provide an array', pointer);
    if (value.length > max) problems.add(`no more than ${max} items allowed`, pointer);
    if (value.length < min) problems.add(`no fewer than ${min} items allowed`, pointer);
    value.forEach((entry, index) => item(entry, at(pointer, index), problems));
  };
}

export function unsupportedType(type: unknown): string {
  return `unsupported type: ${typeof type === 'string' ? type : JSON.stringify(type)}`;
}

/** Picks the check by the value's `type`. */
export function byType(checks: Readonly<Record<string, Check>>): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) return problems.add('must provide an object', pointer);
    const type = value['type'];
    if (type === undefined) return problems.add('missing required field: type', pointer);
    const check = typeof type === 'string' && Object.hasOwn(checks, type) ? checks[type] : undefined;
    if (check === undefined) return problems.add(unsupportedType(type), at(pointer, 'type'));
    check(value, pointer, problems);
  };
}

/** The discriminator itself; {@link byType} has looked at it already. */
export const typeField: Check = (value, pointer, problems) => {
  if (typeof value !== 'string') problems.add('must provide a string', pointer);
};

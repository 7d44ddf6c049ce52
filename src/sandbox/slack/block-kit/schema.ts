import { isObject } from '../../../model/json.ts';
import type { Problems } from './problems.ts';

// The sentences are those of the library with which Slack validates: https://github.com/slackhq/hack-json-schema

/** Looks at one value and reports what Slack would refuse about it. */
export type Check = (value: unknown, pointer: string, problems: Problems) => void;

export type Fields = Readonly<Record<string, Check>>;

/** A rule over several fields of one object; runs only when the value is an object. */
export type Rule = (value: Readonly<Record<string, unknown>>, pointer: string, problems: Problems) => void;

/** A key may hold `/` or `~`, which a JSON pointer escapes (RFC 6901). */
export function at(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Exactly these fields: Slack refuses unknown ones instead of ignoring them. Nothing else is said of an object that lacks some. */
export function object(required: Fields, optional: Fields = {}, rule?: Rule): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) return problems.add('must provide an object', pointer);
    const missing = Object.keys(required).filter((key) => value[key] === undefined);
    for (const key of missing) problems.add(`missing required field: ${key}`, pointer);
    if (missing.length > 0) return;
    for (const [key, check] of Object.entries({ ...required, ...optional })) {
      if (value[key] !== undefined) check(value[key], at(pointer, key), problems);
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(required, key) && !Object.hasOwn(optional, key)) {
        problems.add(`invalid additional property: ${key}`, pointer, { type: 'additional_properties', got: key });
      }
    }
    rule?.(value, pointer, problems);
  };
}

/** A string of `min` to `max` characters: code points, so that an emoji outside the basic plane is one. */
export function string(max: number, min = 1): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') return problems.add('must provide a string', pointer);
    const length = value.length > max ? Array.from(value).length : value.length;
    if (length > max) {
      problems.add(`must be less than ${max + 1} characters`, pointer, { type: 'max_length', expected: max });
    }
    if (length < min) {
      problems.add(`must be more than ${min - 1} characters`, pointer, { type: 'min_length', expected: min });
    }
  };
}

export function pattern(expression: RegExp): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') return problems.add('must provide a string', pointer);
    const { source } = expression;
    if (!expression.test(value)) {
      problems.add(`input must match regex pattern: ${source}`, pointer, { type: 'pattern', expected: source });
    }
  };
}

/** `YYYY-MM-DD` */
export const date: Check = (value, pointer, problems) => {
  if (typeof value !== 'string') return problems.add('must provide a string', pointer);
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) {
    problems.add('input must be a valid: date', pointer, { type: 'format', expected: 'date' });
  }
};

export const url: Check = (value, pointer, problems) => {
  string(3000)(value, pointer, problems);
  if (typeof value === 'string' && value !== '' && !URL.canParse(value)) {
    problems.add('must be a valid URL', pointer);
  }
};

export const httpsUrl: Check = (value, pointer, problems) => {
  url(value, pointer, problems);
  if (typeof value === 'string' && URL.canParse(value) && !value.toLowerCase().startsWith('https://')) {
    problems.add('must be an HTTPS URL', pointer);
  }
};

export const boolean: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.add('must be a boolean', pointer);
};

function range(value: number, min: number, max: number, pointer: string, problems: Problems): void {
  if (value > max) problems.add(`must be less than ${max}`, pointer, { type: 'maximum', expected: max });
  if (value < min) problems.add(`must be greater than ${min}`, pointer, { type: 'minimum', expected: min });
}

/** From `min` to `max`, both allowed, whatever the sentence says. */
export function integer(min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (!Number.isInteger(value)) return problems.add('must provide an integer', pointer);
    range(Number(value), min, max, pointer, problems);
  };
}

export const number: Check = (value, pointer, problems) => {
  if (typeof value !== 'number') problems.add('must provide a number', pointer);
};

export function oneOf(...allowed: readonly string[]): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      problems.add('must be a valid enum value', pointer, { type: 'enum', expected: [...allowed] });
    }
  };
}

export function list(item: Check, max: number, min = 1): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) return problems.add('must provide an array', pointer);
    if (value.length > max) {
      return problems.add(`no more than ${max} items allowed`, pointer, { type: 'max_items', expected: max });
    }
    if (value.length < min) {
      return problems.add(`must provide at least ${min} items`, pointer, { type: 'min_items', expected: min });
    }
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
    if (check === undefined) {
      return problems.add(unsupportedType(type), at(pointer, 'type'), { type: 'enum', expected: Object.keys(checks) });
    }
    check(value, pointer, problems);
  };
}

/** The discriminator itself; {@link byType} has looked at it already. */
export const typeField: Check = (value, pointer, problems) => {
  if (typeof value !== 'string') problems.add('must provide a string', pointer);
};

import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { secretKind, type ApiCall } from './secret-fields.ts';
import { redactedMark, redactPatterns } from './secret-patterns.ts';
import { cut, head, visible } from './text.ts';

/** Bounds of what is kept of one JSON tree, so that ten records fit into one alert. */
export interface RedactBounds {
  readonly depth: number;
  /** Elements of one list. */
  readonly items: number;
  /** Fields of one object. */
  readonly fields: number;
  /** Characters of one string; of a key a tenth. */
  readonly string: number;
  /** Characters of keys and values together. */
  readonly total: number;
}

export const REDACT_BOUNDS: RedactBounds = { depth: 12, items: 50, fields: 100, string: 1024, total: 8 * 1024 };

/** Text fit to leave: without secrets that show by their form, on one line, at most `max` characters and a note. */
export function redactText(text: string, max: number): string {
  // Secrets are looked for in four times of what is kept: one that begins within it is seen whole, or at least enough.
  const clean = visible(redactPatterns(head(text, max * 4)));
  return text.length <= max * 4 ? cut(clean, max) : `${head(clean, max)}… (${text.length} characters)`;
}

/**
 * A copy without known secret fields of the API and without secrets that show by their form, cut to the bounds. Total:
 * any JSON value gives a value. What is left out leaves a mark.
 */
export function redactFields(fields: JsonObject, call: ApiCall, bounds: RedactBounds = REDACT_BOUNDS): JsonObject {
  const walk = new Walk(call, bounds);
  return walk.object(fields, '', 0);
}

const CUT = '[cut: too long]';

class Walk {
  readonly #call: ApiCall;
  readonly #bounds: RedactBounds;
  #left: number;

  constructor(call: ApiCall, bounds: RedactBounds) {
    this.#call = call;
    this.#bounds = bounds;
    this.#left = bounds.total;
  }

  object(value: Readonly<Record<string, unknown>>, path: string, depth: number): JsonObject {
    const entries: [string, Json][] = [];
    const all = Object.entries(value);
    for (const [key, inner] of all) {
      if (entries.length >= this.#bounds.fields || this.#left <= 0) {
        entries.push(['…', `${all.length - entries.length} more fields`]);
        break;
      }
      const shown = this.#spend(redactText(key, Math.ceil(this.#bounds.string / 10)));
      const place = path === '' ? key.toLowerCase() : `${path}.${key.toLowerCase()}`;
      entries.push([shown, this.#field(key, inner, place, depth + 1)]);
    }
    // Not by assignment: a key of `__proto__` must become a field like any other.
    return Object.fromEntries(entries);
  }

  #field(key: string, value: unknown, path: string, depth: number): Json {
    const kind = secretKind(key, path, this.#call);
    // `passwordResetRequired`-like flags and absent values are no secrets, whatever their name.
    if (kind === undefined || value === null || typeof value === 'boolean') return this.#value(value, path, depth);
    return this.#spend(redactedMark(kind));
  }

  #value(value: unknown, path: string, depth: number): Json {
    if (typeof value === 'string') {
      if (this.#left <= 0) return CUT;
      return this.#spend(redactText(value, Math.min(this.#bounds.string, Math.max(this.#left, 1))));
    }
    if (typeof value === 'number') return this.#spend(Number.isFinite(value) ? value : String(value));
    if (typeof value === 'boolean' || value === null) return this.#spend(value);
    if (depth >= this.#bounds.depth) return '[cut: too deep]';
    if (Array.isArray(value)) return this.#list(value, path, depth);
    return isObject(value) ? this.object(value, path, depth) : null;
  }

  #list(values: readonly unknown[], path: string, depth: number): Json {
    const shown: Json[] = [];
    for (const value of values) {
      if (shown.length >= this.#bounds.items || this.#left <= 0) {
        shown.push(`… ${values.length - shown.length} more`);
        break;
      }
      shown.push(this.#value(value, `${path}[]`, depth + 1));
    }
    return shown;
  }

  #spend<T extends string | number | boolean | null>(value: T): T {
    this.#left -= String(value).length + 4;
    return value;
  }
}

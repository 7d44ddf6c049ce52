import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { decoded, encodedIn } from './encoded-text.ts';
import { secretBeside, secretBefore } from './secret-neighbours.ts';
import { secretPlaces, type ApiCall } from './secret-fields.ts';
import { isPublicName, isReference, kindOfName } from './secret-names.ts';
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

/** What is JSON, or packed, inside a text is looked into so often. */
const LAYERS = 3;
/** JSON inside a text is redacted whole where it is no larger, in characters; what is larger is by its form alone. */
const INSIDE = { characters: 64 * 1024, depth: 30 } as const;
/** Words that are too short for any form of secret: most names and numbers of a record. */
const PLAIN = /^[\w.-]{0,12}$/;
const NO_CALL: ApiCall = { eventSource: '', eventName: '' };

/** Text fit to leave: without secrets that show by their form, on one line, at most `max` characters and a note. */
export function redactText(text: string, max: number, call: ApiCall = NO_CALL): string {
  if (PLAIN.test(text) && text.length <= max) return text;
  // Secrets are looked for in four times of what is kept: one that begins within it is seen whole, or at least enough.
  const clean = visible(withoutSecrets(head(text, Math.max(max * 4, INSIDE.characters)), call, LAYERS, max * 4));
  return text.length <= max * 4 ? cut(clean, max) : `${head(clean, max)}… (${text.length} characters)`;
}

/** JSON inside the text is redacted as JSON, packed text as what it says, the rest by its form. */
function withoutSecrets(text: string, call: ApiCall, layers: number, looked: number): string {
  const inside = layers === 0 ? undefined : jsonIn(text);
  if (inside !== undefined) {
    const bounds = { ...INSIDE, items: 1e5, fields: 1e5, string: INSIDE.characters, total: 2 * INSIDE.characters };
    const clean = new Walk(call, bounds, layers - 1).inside(inside);
    const [before, after] = [JSON.stringify(inside), JSON.stringify(clean)];
    // What has no secret stays as it was written.
    if (before !== after) return redactPatterns(after);
  }
  const part = head(text, looked);
  const clean = redactPatterns(part);
  return layers === 0 ? clean : clean.replaceAll(encodedIn, (packed) => withoutPacked(packed, call, layers));
}

function withoutPacked(packed: string, call: ApiCall, layers: number): string {
  const text = decoded(packed);
  if (text === undefined || withoutSecrets(text, call, layers - 1, text.length) === text) return packed;
  return redactedMark('encoded secret');
}

function jsonIn(text: string): JsonObject | readonly Json[] | undefined {
  if (!/^\s*[{[]/.test(text) || text.length > INSIDE.characters) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A copy without known secret fields of the API and without secrets that show by their form, cut to the bounds. Total:
 * any JSON value gives a value. What is left out leaves a mark.
 */
export function redactFields(fields: JsonObject, call: ApiCall, bounds: RedactBounds = REDACT_BOUNDS): JsonObject {
  return new Walk(call, bounds, LAYERS).object(fields, '', 0, undefined);
}

const CUT = '[cut: too long]';

class Walk {
  readonly #call: ApiCall;
  readonly #kindOfPlace: (path: string) => string | undefined;
  readonly #bounds: RedactBounds;
  readonly #layers: number;
  #left: number;

  constructor(call: ApiCall, bounds: RedactBounds, layers: number) {
    this.#call = call;
    this.#kindOfPlace = secretPlaces(call);
    this.#bounds = bounds;
    this.#layers = layers;
    this.#left = bounds.total;
  }

  inside(value: unknown): Json {
    return this.#value(value, '', 0, undefined);
  }

  /** @param secret What the object is part of, where that has the name of a secret. */
  object(
    value: Readonly<Record<string, unknown>>,
    path: string,
    depth: number,
    secret: string | undefined,
  ): JsonObject {
    const entries: [string, Json][] = [];
    const all = Object.entries(value);
    const beside = secretBeside(value);
    for (const [key, inner] of all) {
      if (entries.length >= this.#bounds.fields || this.#left <= 0) {
        entries.push(['…', `${all.length - entries.length} more fields`]);
        break;
      }
      const shown = this.#spend(redactText(key, Math.ceil(this.#bounds.string / 10)));
      const place = path === '' ? key.toLowerCase() : `${path}.${key.toLowerCase()}`;
      entries.push([shown, this.#field(key, inner, place, depth + 1, secret ?? beside(key))]);
    }
    // Not by assignment: a key of `__proto__` must become a field like any other.
    return Object.fromEntries(entries);
  }

  #field(key: string, value: unknown, path: string, depth: number, around: string | undefined): Json {
    // `passwordResetRequired`-like flags and absent values are no secrets, whatever their name.
    if (value === null || typeof value === 'boolean') return this.#value(value, path, depth, undefined);
    const kind = this.#kindOfPlace(path);
    if (kind !== undefined) return this.#spend(redactedMark(kind));
    const named = kindOfName(key) ?? (isPublicName(key) ? undefined : around);
    return this.#value(value, path, depth, named);
  }

  /** @param secret Kind of the secret that the value is, or is part of. */
  #value(value: unknown, path: string, depth: number, secret: string | undefined): Json {
    if (typeof value === 'string') return this.#text(value, secret);
    if (typeof value === 'number') {
      if (secret !== undefined) return this.#spend(redactedMark(secret));
      return this.#spend(Number.isFinite(value) ? value : String(value));
    }
    if (typeof value === 'boolean' || value === null) return this.#spend(value);
    if (depth >= this.#bounds.depth) return '[cut: too deep]';
    if (Array.isArray(value)) return this.#list(value, path, depth, secret);
    return isObject(value) ? this.object(value, path, depth, secret) : null;
  }

  #text(value: string, secret: string | undefined): Json {
    if (secret !== undefined && value !== '' && !isReference(value)) return this.#spend(redactedMark(secret));
    if (this.#left <= 0) return CUT;
    const max = Math.min(this.#bounds.string, Math.max(this.#left, 1));
    if (this.#layers === LAYERS) return this.#spend(redactText(value, max, this.#call));
    return this.#spend(withoutSecrets(value, this.#call, this.#layers, value.length));
  }

  #list(values: readonly unknown[], path: string, depth: number, secret: string | undefined): Json {
    const shown: Json[] = [];
    const place = `${path}[]`;
    const kind = this.#kindOfPlace(place);
    for (const [index, value] of values.entries()) {
      if (shown.length >= this.#bounds.items || this.#left <= 0) {
        shown.push(`… ${values.length - shown.length} more`);
        break;
      }
      shown.push(this.#value(value, place, depth + 1, secret ?? kind ?? secretBefore(values[index - 1], value)));
    }
    return shown;
  }

  #spend<T extends string | number | boolean | null>(value: T): T {
    this.#left -= String(value).length + 4;
    return value;
  }
}

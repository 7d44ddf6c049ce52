import type { Json, JsonObject } from '../../../model/json.ts';
import { parseJson } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';

/** The arguments of a call. Forms carry strings only (lists and objects as JSON inside them), JSON bodies real values. */
export class Args {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** Empty strings count as absent, as in a form that leaves a field blank. */
  has(name: string): boolean {
    const value = this.#values[name];
    return value !== undefined && value !== null && value !== '';
  }

  /** Everything that was said, without the token. */
  all(): JsonObject {
    const { token: _secret, ...said } = this.#values;
    return said as JsonObject;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }

  flag(name: string): boolean {
    const value = this.text(name)?.toLowerCase();
    return value === 'true' || value === '1';
  }

  /** @throws Refusal with `code` for anything but a whole number. */
  integer(name: string, code: string): number | undefined {
    if (!this.has(name)) return undefined;
    const value = Number(this.text(name));
    if (!Number.isInteger(value)) throw new Refusal(code);
    return value;
  }

  /** The list or object in an argument: undefined where there is none, null where it cannot be parsed. */
  json(name: string): Json | undefined | null {
    if (!this.has(name)) return undefined;
    const value = this.#values[name];
    return typeof value === 'string' ? (parseJson(value) ?? null) : (value as Json);
  }

  /** @throws Refusal `invalid_arguments` naming what is missing. */
  require(...names: readonly string[]): void {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) {
      throw new Refusal(
        'invalid_arguments',
        missing.map((name) => `missing required field: ${name}`),
      );
    }
  }
}

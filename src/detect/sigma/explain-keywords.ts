import type { SigmaTest } from './types.ts';
import { textTest } from './value-tests.ts';

/** Texts that are shown. */
const MAX_TEXTS = 3;

/** Keys of a path that are shown. */
const MAX_KEYS = 20;

/** A place in an event, linked to the one above: hostile nesting makes paths too long to be written down at each place. */
interface Place {
  readonly node: unknown;
  readonly key: string;
  readonly above: Place | undefined;
}

/** The first texts of an event that have any of the keywords, with the path to each. */
export function textsWithKeywords(
  tests: readonly SigmaTest[],
  event: unknown,
): readonly { readonly field: string; readonly values: readonly string[] }[] {
  const checks = tests.map(({ operator }) => textTest(operator));
  const seen = [];
  const pending: Place[] = [{ node: event, key: '', above: undefined }];
  for (let place = pending.pop(); place !== undefined && seen.length < MAX_TEXTS; place = pending.pop()) {
    const { node } = place;
    if (typeof node === 'string' || typeof node === 'number') {
      const text = String(node);
      if (checks.some((check) => check(text))) seen.push({ field: pathTo(place), values: [JSON.stringify(node)] });
    } else if (typeof node === 'object' && node !== null) {
      // An array is no part of a path: what is in it stands where it stands.
      const keyed = Array.isArray(node) ? node.map((value: unknown) => ['', value] as const) : Object.entries(node);
      for (const [key, value] of keyed.toReversed()) pending.push({ node: value, key, above: place });
    }
  }
  return seen;
}

function pathTo(place: Place): string {
  const keys: string[] = [];
  for (let step: Place | undefined = place; step !== undefined; step = step.above) {
    if (step.key !== '') keys.push(step.key);
  }
  if (keys.length > MAX_KEYS) keys.splice(MAX_KEYS, Infinity, '…');
  return keys.toReversed().join('.');
}

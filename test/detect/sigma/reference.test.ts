import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcher } from './helpers.ts';
import { holds } from './reference.ts';

const FIELDS = ['a', 'b', 'a.b', 'a.b.c', 'c.d'];

/** Few pieces, so that rules and events meet. */
const pieces = fc.constantFrom(
  'a',
  'B',
  'ab',
  'foo',
  '*',
  '?',
  '\\',
  '\\*',
  '\\\\',
  ' -x',
  '/',
  '.',
  '(',
  '1',
  '\u00E9',
  '\n',
);
const texts = fc.array(pieces, { minLength: 1, maxLength: 3 }).map((some) => some.join(''));
const plain = fc
  .array(fc.constantFrom('a', 'B', 'foo', '1', ' '), { minLength: 2, maxLength: 3 })
  .map((some) => some.join(''));
const scalars = fc.oneof(texts, fc.constantFrom(1, 0, -3, 1.5, true, false, 'true', '1', ''));

const CHAINS: readonly (readonly [fc.Arbitrary<unknown>, readonly string[]])[] = [
  [scalars, ['', '|contains', '|startswith', '|endswith', '|cased', '|contains|cased', '|neq', '|contains|neq']],
  [texts, ['|windash', '|contains|windash', '|startswith|windash|cased']],
  [plain, ['|base64', '|base64|contains', '|base64offset|contains', '|wide|base64offset|contains', '|wide|base64']],
  [fc.constantFrom(0, 1, 1.5, -3, 42), ['|lt', '|lte', '|gt', '|gte']],
  [fc.constantFrom('a', 'a+', '^a', 'o$', '[ab]+', 'f.o', '\\d', '(a|1)b?', '^$', '\\.'), ['|re', '|re|i', '|re|neq']],
  [fc.constantFrom('10.0.0.0/8', '192.0.2.0/24', 'fe80::/10', '::/0'), ['|cidr', '|cidr|neq']],
  [fc.constantFrom(...FIELDS), ['|fieldref', '|fieldref|contains', '|fieldref|endswith', '|fieldref|neq']],
];

const fields = fc.constantFrom(...FIELDS);
const items = fc.oneof(
  ...CHAINS.map(([value, chains]) =>
    fc.tuple(fields, fc.constantFrom(...chains), fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }))),
  ),
  fc.tuple(fields, fc.constant('|contains|all'), fc.array(texts, { minLength: 2, maxLength: 3 })),
  fc.tuple(fields, fc.constant('|exists'), fc.boolean()),
  fc.tuple(fields, fc.constantFrom('', '|neq'), fc.constant(null)),
);
const maps = fc
  .uniqueArray(items, { minLength: 1, maxLength: 2, selector: ([field, chain]) => field + chain })
  .map((some) => Object.fromEntries(some.map(([field, chain, value]) => [field + chain, value])));
const keywords = fc.oneof(texts, fc.constantFrom(1, 42));
const searches = fc.oneof(
  { weight: 4, arbitrary: maps },
  { weight: 2, arbitrary: fc.array(fc.oneof(maps, keywords), { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(texts, { minLength: 2, maxLength: 3 }).map((all) => ({ '|all': all })) },
);

const seen = fc.oneof(
  { weight: 4, arbitrary: fc.array(pieces, { maxLength: 5 }).map((some) => some.join('').replaceAll('\\', '')) },
  { weight: 2, arbitrary: scalars },
  { weight: 1, arbitrary: plain.map((text) => Buffer.from(`x${text}y`).toString('base64')) },
  { weight: 1, arbitrary: plain.map((text) => Buffer.from(text, 'utf16le').toString('base64')) },
  { weight: 1, arbitrary: fc.constantFrom('10.1.2.3', '11.0.0.1', '192.0.2.7', 'fe80::1', '42', null) },
);
const values = fc.oneof(
  { weight: 5, arbitrary: seen },
  { weight: 1, arbitrary: fc.array(seen, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.tuple(seen, fc.array(seen, { maxLength: 2 })) },
);
const objects = fc.dictionary(
  fc.constantFrom('b', 'b.c', 'c', 'd'),
  fc.oneof(values, fc.dictionary(fc.constant('c'), values)),
);
const events = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'a.b', 'c.d'),
  fc.oneof(values, objects, fc.array(objects, { maxLength: 2 })),
);

describe('the engine', () => {
  // In parts, each far from the time that a test may take on a machine that is busy.
  it.each([1, 2, 3, 4, 5, 6])('finds what a plain reading of the language finds, part %i', () => {
    let found = 0;
    fc.assert(
      fc.property(searches, fc.array(events, { minLength: 4, maxLength: 4 }), (search, some) => {
        const matches = matcher({ s: search, condition: 's' });
        for (const event of some) {
          const expected = holds(search, event);
          if (expected) found += 1;
          expect(matches(event)).toBe(expected);
        }
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

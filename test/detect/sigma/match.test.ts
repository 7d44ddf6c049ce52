import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wildcardMatcher } from '../../../src/detect/sigma/match-wildcard.ts';
import type { WildcardPart } from '../../../src/detect/sigma/types.ts';
import { parseWildcards, plainText } from '../../../src/detect/sigma/wildcard.ts';
import { matcher } from './helpers.ts';

/** The pattern as a regular expression: slower, but nobody doubts what it means. */
function reference(parts: readonly WildcardPart[]): RegExp {
  const source = parts.map((part) => {
    if ('text' in part) return part.text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
    return { many: '.*', one: '.', dash: '[-/–—―]' }[part.any];
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '*', '\\', '😀', 'é'), maxLength: 8 });

const parts = fc.array(
  fc.oneof(
    letters.map((text): WildcardPart => ({ text })),
    fc.constantFrom<WildcardPart>({ any: 'many' }, { any: 'one' }, { any: 'dash' }),
  ),
  { maxLength: 6 },
);

describe('wildcardMatcher', () => {
  it('matches what the same regular expression matches', () => {
    fc.assert(
      fc.property(parts, letters, (pattern, text) => {
        expect(wildcardMatcher(pattern)(text)).toBe(reference(pattern).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('matches a text made from the pattern', () => {
    fc.assert(
      fc.property(parts, fc.infiniteStream(letters), (pattern, filling) => {
        const text = pattern.map((part) => {
          if ('text' in part) return part.text;
          const [some = ''] = filling.take(1);
          return { many: some, one: Array.from(`${some}x`)[0] ?? '', dash: '—' }[part.any];
        });
        expect(wildcardMatcher(pattern)(text.join(''))).toBe(true);
      }),
    );
  });

  it('does not slow down on texts that almost match many times', () => {
    const almost = wildcardMatcher(parseWildcards('*a*a*a*a*a*a*a*a*a*a*?b'));

    expect(almost('a'.repeat(200_000))).toBe(false);
  });
});

describe('parseWildcards', () => {
  it('gives the text back when every special character is escaped', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(plainText(parseWildcards(text.replace(/[\\*?]/gu, '\\$&')))).toBe(text);
      }),
    );
  });
});

describe('a matcher', () => {
  const values = fc.constantFrom<unknown>('x', 'X*', '*', null, true, 1, ['x', 2], 'x?z');
  const modifiers = fc.constantFrom('', '|contains', '|cased', '|neq', '|startswith|neq');
  const fields = fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'toString', '__proto__.x');
  const detections = fc
    .array(fc.tuple(fields, modifiers, values), { minLength: 1, maxLength: 4 })
    .filter((items) => items.every(([, modifier, value]) => value !== null || modifier === '' || modifier === '|neq'))
    .map((items) => ({
      s: items.map(([field, modifier, value]) => ({ [`${field}${modifier}`]: value })),
      condition: 's',
    }));

  it('gives true or false for any JSON, and never throws', () => {
    fc.assert(
      fc.property(detections, fc.jsonValue({ maxDepth: 4 }), (detection, event) => {
        expect(typeof matcher(detection)(event)).toBe('boolean');
      }),
    );
  });

  it('answers alternatives as each alternative alone would', () => {
    const event = fc.object({
      key: fc.constantFrom('a', 'b', 'c', 'a.b'),
      maxDepth: 3,
      values: [fc.constantFrom('x', 'xyz', 1, true, null)],
    });

    fc.assert(
      fc.property(detections, event, (detection, json) => {
        const alone = detection.s.map((item) => matcher({ s: item, condition: 's' })(json));
        expect(matcher(detection)(json)).toBe(alone.includes(true));
      }),
    );
  });

  it.each([
    ['lists', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
  ])('bears events of %s that nest deeper than the stack', (_, text) => {
    const deep: unknown = JSON.parse(text);
    const all = { k: ['needle'], s: { 'a|contains': 'needle' }, t: { 'a.a|exists': false }, condition: 'k or s or t' };

    expect(typeof matcher(all)(deep)).toBe('boolean');
    expect(typeof matcher(all)({ a: deep })).toBe('boolean');
  });

  it('does not find what an object inherits', () => {
    expect(matcher({ s: { 'constructor|exists': true }, condition: 's' })({})).toBe(false);
    expect(matcher({ s: { 'a.length': 1 }, condition: 's' })({ a: 'x' })).toBe(false);
  });

  it('runs hostile regular expressions in linear time', () => {
    const nested = matcher({ s: { 'a|re': '(a+)+$' }, condition: 's' });

    expect(nested({ a: `${'a'.repeat(50_000)}b` })).toBe(false);
  });
});

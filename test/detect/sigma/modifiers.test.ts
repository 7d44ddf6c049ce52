import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timePart } from '../../../src/detect/sigma/time-part.ts';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import { matcher, problemsOf, ruleText } from './helpers.ts';

function escaped(text: string): string {
  return text.replace(/[\\*?]/gu, '\\$&');
}

const texts = fc.string({ unit: 'binary', minLength: 2, maxLength: 12 });

describe('base64', () => {
  it('finds what was encoded', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const matches = matcher({ s: { 'a|base64|cased': escaped(text) }, condition: 's' });
        expect(matches({ a: Buffer.from(text).toString('base64') })).toBe(true);
      }),
    );
  });

  it.each([
    ['base64offset', 'utf8'],
    ['wide|base64offset', 'utf16le'],
  ] as const)('with %s finds a value wherever it stands', (modifiers, encoding) => {
    fc.assert(
      fc.property(texts, fc.uint8Array({ maxLength: 7 }), fc.uint8Array({ maxLength: 7 }), (text, before, after) => {
        const matches = matcher({ s: { [`a|${modifiers}|contains|cased`]: escaped(text) }, condition: 's' });
        const whole = Buffer.concat([before, Buffer.from(text, encoding), after]);
        expect(matches({ a: whole.toString('base64') })).toBe(true);
      }),
    );
  });
});

describe('timePart', () => {
  it('takes the parts of any moment', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          expect(timePart(text, 'year')).toBe(date.getUTCFullYear());
          expect(timePart(text, 'month')).toBe(date.getUTCMonth() + 1);
          expect(timePart(text, 'day')).toBe(date.getUTCDate());
          expect(timePart(text, 'hour')).toBe(date.getUTCHours());
          expect(timePart(text, 'minute')).toBe(date.getUTCMinutes());
        },
      ),
    );
  });

  it.each([
    ['2026-01-01', 1],
    ['2024-12-30', 1],
    ['2021-01-03', 53],
    ['2026-11-23', 48],
    ['0004-02-29', 9],
  ])('puts %s into week %i', (text, week) => {
    expect(timePart(text, 'week')).toBe(week);
  });
});

describe('a chain of modifiers', () => {
  it.each([
    ['contains|base64', 'x', 'sigma.modifier-combination', '"contains" stands before "base64"'],
    ['contains|re', 'x', 'sigma.modifier-combination', '"contains" stands before "re"'],
    ['base64|expand', '%x%', 'sigma.modifier-combination', '"base64" stands before "expand"'],
    ['wide|windash', '-x', 'sigma.modifier-combination', '"wide" stands before "windash"'],
    ['gte|hour', 1, 'sigma.modifier-combination', '"gte" stands before "hour"'],
    ['re|base64', 'x', 'sigma.modifier-combination', '"re" cannot be combined with "base64"'],
    ['cidr|contains', '10.0.0.0/8', 'sigma.modifier-combination', '"cidr" cannot be combined with "contains"'],
    ['hour|minute', 1, 'sigma.modifier-combination', 'exclude each other'],
    ['re', '(a{1,900}b{900}){1}c{900}d{900}e{900}f{900}', 'sigma.bad-regex', 'too long'],
    ['re', '^(?!10[.])', 'sigma.bad-regex', 'look-around'],
    ['re', '(?<=a)b', 'sigma.bad-regex', 'look-around'],
    ['re', '(a)b\\1', 'sigma.bad-regex', '\\1'],
    ['exists|expand', true, 'sigma.modifier-combination', '"exists" cannot be combined with "expand"'],
    ['base64', 'a*', 'sigma.bad-value', 'without wildcards'],
    ['wide|base64', 'a?', 'sigma.bad-value', 'without wildcards'],
    ['base64offset', 'a', 'sigma.bad-value', 'at least two bytes'],
    ['contains', ['a', null], 'sigma.bad-value', 'expected a search of its own'],
    ['neq', [null, 1], 'sigma.bad-value', 'null'],
    ['wide', 'ä', 'sigma.bad-value', 'ASCII'],
    ['base64', null, 'sigma.bad-value', 'expected a text'],
    ['windash|base64', '-a -b -c -d', 'sigma.bad-value', 'at most three dashes'],
    ['hour', 24, 'sigma.bad-value', 'a whole number from 0 to 23'],
    ['hour', '22', 'sigma.bad-value', 'without quotes'],
    ['month|gt', 0, 'sigma.bad-value', 'a whole number from 1 to 12'],
    ['expand', 5, 'sigma.bad-value', 'a text with a placeholder'],
    ['expand', '%who%', 'sigma.unknown-placeholder', '%who%'],
  ])('%s: %j is refused', (modifiers, value, code, message) => {
    expect(problemsOf(ruleText({ s: { [`a|${modifiers}`]: value }, condition: 's' }))).toEqual([
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    ]);
  });

  it('names the placeholders that there are', () => {
    const load = loadSigma(ruleText({ s: { 'a|expand': '%who%' }, condition: 's' }), 'test.yml', {
      placeholders: { admins: ['ana'] },
    });

    expect(load).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('one of %admins%') }] });
  });

  it.each([
    ['a|expand', '%x%%x%'],
    ['a|windash|base64offset|contains', '-a-b-c'],
    ['a|re', '(a{1,900}b)+'],
  ])('refuses a file in which %s makes too much of many values', (key, value) => {
    const values = Array.from({ length: 20_000 }, () => value);
    const placeholders = { x: Array.from({ length: 90 }, (_, index) => String(index)) };
    const load = loadSigma(ruleText({ s: { [key]: values }, condition: 's' }), 'test.yml', { placeholders });

    expect(load).toMatchObject({ ok: false, problems: [{ code: 'sigma.too-large' }] });
  });

  it('refuses placeholders that multiply beyond measure', () => {
    const placeholders = { x: Array.from({ length: 200 }, (_, index) => String(index)) };
    const load = loadSigma(ruleText({ s: { 'a|expand': '%x%%x%%x%' }, condition: 's' }), 'test.yml', { placeholders });

    expect(load).toMatchObject({ ok: false, problems: [{ code: 'sigma.too-large' }] });
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/detect/sigma/compile.ts';
import { explain } from '../../../src/detect/sigma/explain.ts';
import type { Explanation } from '../../../src/detect/sigma/explain.ts';
import { loadOne, ruleText } from './helpers.ts';

function explained(detection: unknown, event: unknown): Explanation {
  return explain(loadOne(ruleText(detection)).condition, event);
}

describe('explain', () => {
  it.each([
    [{ a: 'x' }, 'a = "x"'],
    [{ 'a|cased': 'x' }, 'a = "x" (case matters)'],
    [{ a: null }, 'a is null or absent'],
    [{ a: 5 }, 'a = 5'],
    [{ 'a|startswith': 'x?\\*\\\\*' }, 'a like "x?\\\\*\\\\\\\\*"'],
    [{ 'a|windash': 'do -x' }, 'a like "do -x" (with any dash or slash)'],
    [{ 'a|re|i': 'x+' }, 'a matches /x+/i'],
    [{ 'a|cidr': '10.0.0.0/8' }, 'a in 10.0.0.0/8'],
    [{ 'a|gte': 5 }, 'a ≥ 5'],
    [{ 'a|hour|lt': 6 }, 'hour of a < 6'],
    [{ 'a|exists': false }, 'a does not exist'],
    [{ 'a|fieldref|endswith': 'b.c' }, 'a ends with the field b.c'],
    [{ 'a|contains|all': ['x', 'y'] }, 'a all of: like "*x*", like "*y*"'],
    [['x', 'y'], 'any text any of: like "*x*", like "*y*"'],
    [
      { a: Array.from({ length: 15 }, (_, n) => n) },
      'a any of: = 0, = 1, = 2, = 3, = 4, = 5, = 6, = 7, = 8, = 9, = 10, = 11, and 3 more',
    ],
  ])('says %j in words', (search, text) => {
    expect(explained({ s: search, condition: 's' }, {})).toMatchObject({ search: 's', text });
  });

  it.each([
    [{}, [{ field: 'a', values: 'absent' }]],
    [{ a: [] }, [{ field: 'a', values: [] }]],
    [{ a: [null, 'x', { b: 1 }, [2, true]] }, [{ field: 'a', values: ['null', '"x"', '{"b":1}', '2', 'true'] }]],
  ])('shows what %j has', (event, seen) => {
    expect(explained({ s: { a: 'x' }, condition: 's' }, event)).toMatchObject({ seen });
  });

  it('shows both sides where fields are compared', () => {
    expect(explained({ s: { 'a|fieldref': 'b' }, condition: 's' }, { a: 1 })).toMatchObject({
      seen: [
        { field: 'a', values: ['1'] },
        { field: 'b', values: 'absent' },
      ],
    });
  });

  it('shows the texts in which keywords were found, and where', () => {
    const event = { a: 'no', b: { c: ['a needle', 'none'] }, d: 42, e: [{ f: 'needle' }], g: 'needle', h: 'needle' };

    expect(explained({ k: ['needle', 42], condition: 'k' }, event)).toMatchObject({
      seen: [
        { field: 'b.c', values: ['"a needle"'] },
        { field: 'd', values: ['42'] },
        { field: 'e.f', values: ['"needle"'] },
      ],
    });
    expect(explained({ k: ['needle'], condition: 'k' }, { a: 'x' })).toMatchObject({ seen: [] });
  });

  it('bears keywords in what nests deeper than the stack', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}"needle"${'}'.repeat(100_000)}`);

    const { seen } = explained({ k: ['needle'], condition: 'k' }, deep);

    expect(seen).toEqual([{ field: `…${'.a'.repeat(20)}`, values: ['"needle"'] }]);
  });

  it('names first what decided, where there is more than is named', () => {
    const any = { a: Array.from({ length: 15 }, (_, n) => n) };
    const all = { 'a|contains|all': Array.from({ length: 15 }, (_, n) => `<${n}>`) };
    const without14 = Array.from({ length: 14 }, (_, n) => `<${n}>`).join('');

    expect(explained({ s: any, condition: 's' }, { a: 14 }).text).toMatch(/^a any of: = 14, = 0, /u);
    expect(explained({ s: all, condition: 's' }, { a: without14 }).text).toMatch(/^a all of: like "\*<14>\*", /u);
  });

  it('comes to what the rule comes to, for any event', () => {
    const rule = loadOne(
      ruleText({
        s: { a: ['x', 1], 'b|neq': null },
        t: [{ 'a.b|contains': 'x' }, { 'c|exists': true }],
        k: ['needle'],
        condition: '2 of them or not s',
      }),
    );
    const matcher = compile(rule);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (event) => {
        expect(explain(rule.condition, event).holds).toBe(matcher.matches(event));
      }),
    );
  });
});

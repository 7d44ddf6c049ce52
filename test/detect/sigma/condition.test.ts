import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcher, problemsOf, ruleText } from './helpers.ts';

const SEARCHES = { sel_a: { a: 1 }, sel_b: { b: 1 }, other: { c: 1 }, _hidden: { d: 1 } };

type Event = Readonly<Record<'a' | 'b' | 'c' | 'd', 0 | 1>>;

const bit = fc.constantFrom<0 | 1>(0, 1);
const events = fc.record({ a: bit, b: bit, c: bit, d: bit });

/** A condition as text, fully bracketed or not at all, with what it means. */
interface Meaning {
  readonly text: string;
  readonly of: (event: Event) => boolean;
}

const leaves = fc.constantFrom<Meaning>(
  { text: 'sel_a', of: (event) => event.a === 1 },
  { text: 'sel_b', of: (event) => event.b === 1 },
  { text: 'other', of: (event) => event.c === 1 },
  { text: '_hidden', of: (event) => event.d === 1 },
  { text: '1 of sel_*', of: ({ a, b }) => a + b >= 1 },
  { text: 'all of sel_*', of: ({ a, b }) => a + b === 2 },
  { text: '2 of them', of: ({ a, b, c }) => a + b + c >= 2 },
  { text: 'any of *_*', of: ({ a, b }) => a + b >= 1 },
  { text: 'any of _*', of: ({ d }) => d === 1 },
);

const conditions = fc.letrec<{ or: Meaning; and: Meaning; not: Meaning }>((tie) => ({
  or: chain(tie('and'), 'or'),
  and: chain(tie('not'), 'and'),
  not: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    tie('not').map(({ text, of }) => ({ text: `not ${text}`, of: (event: Event) => !of(event) })),
    tie('or').map(({ text, of }) => ({ text: `(${text})`, of })),
  ),
})).or;

function chain(operand: fc.Arbitrary<Meaning>, word: 'and' | 'or'): fc.Arbitrary<Meaning> {
  return fc.array(operand, { minLength: 1, maxLength: 3 }).map((operands) => ({
    text: operands.map(({ text }) => text).join(` ${word} `),
    of: (event) => (word === 'and' ? operands.every(({ of }) => of(event)) : operands.some(({ of }) => of(event))),
  }));
}

describe('a condition', () => {
  it('means what its grammar says', () => {
    fc.assert(
      fc.property(conditions, events, ({ text, of }, event) => {
        expect(matcher({ ...SEARCHES, condition: text })(event)).toBe(of(event));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['sel_a and', 10, 'sigma.condition-syntax'],
    ['and sel_a', 1, 'sigma.condition-syntax'],
    ['(sel_a', 7, 'sigma.condition-syntax'],
    ['sel_a)', 6, 'sigma.condition-syntax'],
    ['sel_a sel_b', 7, 'sigma.condition-syntax'],
    ['1 of', 5, 'sigma.condition-syntax'],
    ['0 of sel_*', 1, 'sigma.condition-syntax'],
    ['some of sel_*', 1, 'sigma.condition-syntax'],
    ['3 of sel_*', 1, 'sigma.condition-syntax'],
    ['1 of filter_*', 6, 'sigma.unknown-identifier'],
    ['sel_a or SEL_A', 10, 'sigma.unknown-identifier'],
    ['not', 4, 'sigma.condition-syntax'],
  ])('%j is refused at its character %i', (condition, at, code) => {
    const text = ruleText({ ...SEARCHES, condition });

    const [problem] = problemsOf(text);

    expect(problem).toMatchObject({ line: 3, code });
    const start = (text.split('\n')[2] ?? '').indexOf(JSON.stringify(condition)) + 1;
    expect((problem?.column ?? 0) - start).toBe(at);
  });

  it('finds searches by a pattern in no time, whatever the pattern', () => {
    const searches = { [`${'a'.repeat(1000)}b`]: { a: 1 } };
    const [problem] = problemsOf(ruleText({ ...searches, condition: `1 of ${'*a'.repeat(400)}*c` }));

    expect(problem).toMatchObject({ code: 'sigma.unknown-identifier' });
    expect(problem?.message.length).toBeLessThan(1000);
    expect(matcher({ ...searches, condition: `1 of ${'*a'.repeat(400)}*b` })({ a: 1 })).toBe(true);
  });

  it('is refused where it comes to more than a rule can hold', () => {
    const searches = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`s${index}`, { a: index }]));
    const condition = Array.from({ length: 200 }, () => '1 of s*').join(' or ');

    expect(problemsOf(ruleText({ ...searches, condition }))).toEqual([
      expect.objectContaining({ code: 'sigma.too-large' }),
    ]);
  });
});

import { compileExpression } from './compile.ts';
import { describeTest, describeTests, MAX_NAMED } from './describe.ts';
import { textsWithKeywords } from './explain-keywords.ts';
import { anyValue, fieldPath, hasField, textOf } from './fields.ts';
import type { SigmaExpression, SigmaTest } from './types.ts';

/** Why an expression holds for an event, or does not: part by part. */
export interface Explanation {
  readonly holds: boolean;
  /** The part in words: what it joins, or what it asks for. */
  readonly text: string;
  /** The name of the search identifier that this part was written as. */
  readonly search?: string;
  /**
   * Of a test on a field: what the event has there, as text; of the values of several fields compared with one another, both.
   * Of keywords: the texts of the event that have one.
   */
  readonly seen?: readonly Seen[];
  readonly of?: readonly Explanation[];
}

export interface Seen {
  readonly field: string;
  /** `absent` where no path leads to the field. */
  readonly values: readonly string[] | 'absent';
}

/** Values of a field that are shown. */
const MAX_SEEN = 20;

/** Every part of a condition, with what it came to on an event. */
export function explain(expression: SigmaExpression, event: unknown): Explanation {
  const { search } = expression;
  const named = search === undefined ? {} : { search };
  const holds = compileExpression(expression)(event);
  const tests = testsOnOneField(expression);
  if (tests !== undefined && expression.op !== 'test') {
    const text = describeTests(decisiveFirst(tests, event, holds), expression.op === 'and' ? 'all' : 'any');
    return { holds, text, ...named, seen: seenBy(tests, event) };
  }
  switch (expression.op) {
    case 'test':
      return { holds, text: describeTest(expression.test), ...named, seen: seenBy([expression.test], event) };
    case 'not':
      return { holds, text: 'not', ...named, of: [explain(expression.of, event)] };
    case 'and':
    case 'or':
    case 'at-least': {
      const text = { and: 'all of', or: 'any of', 'at-least': `at least ${countOf(expression)} of` }[expression.op];
      return { holds, text, ...named, of: expression.of.map((part) => explain(part, event)) };
    }
  }
}

function countOf(expression: SigmaExpression): number {
  return expression.op === 'at-least' ? expression.count : 1;
}

/** A list of values for one field reads better as one line. */
function testsOnOneField(expression: SigmaExpression): readonly SigmaTest[] | undefined {
  if ((expression.op !== 'and' && expression.op !== 'or') || expression.of.length < 2) return undefined;
  const tests = expression.of.flatMap((part) => (part.op === 'test' && part.search === undefined ? [part.test] : []));
  const [first] = tests;
  const same = tests.every(({ field, operator }) => field === first?.field && operator.kind !== 'fieldref');
  return tests.length === expression.of.length && same ? tests : undefined;
}

/** Of many tests only the first are named: those that made it so come before the others. */
function decisiveFirst(tests: readonly SigmaTest[], event: unknown, holds: boolean): readonly SigmaTest[] {
  if (tests.length <= MAX_NAMED) return tests;
  const groups = Object.groupBy(tests, (test) =>
    compileExpression({ op: 'test', test })(event) === holds ? 'decisive' : 'other',
  );
  return [...(groups.decisive ?? []), ...(groups.other ?? [])];
}

/** What the event has for tests on one field. */
function seenBy(tests: readonly SigmaTest[], event: unknown): readonly Seen[] {
  const [first] = tests;
  if (first === undefined) return [];
  const { field, operator } = first;
  if (field === undefined) return textsWithKeywords(tests, event);
  const fields = operator.kind === 'fieldref' ? [field, operator.field] : [field];
  return fields.map((name) => ({ field: name, values: valuesAt(event, name) }));
}

function valuesAt(event: unknown, field: string): readonly string[] | 'absent' {
  const path = fieldPath(field);
  if (!hasField(event, path)) return 'absent';
  const values: string[] = [];
  anyValue(event, path, (value) => {
    values.push(typeof value === 'string' ? JSON.stringify(value) : (textOf(value) ?? 'null'));
    return values.length >= MAX_SEEN;
  });
  return values;
}

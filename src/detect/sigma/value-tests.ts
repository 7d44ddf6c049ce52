import { networkMatcher } from './cidr.ts';
import { numberOf, textOf } from './fields.ts';
import { wildcardMatcher } from './match-wildcard.ts';
import { compileRegex } from './regex.ts';
import { timePart } from './time-part.ts';
import type { SigmaOperator, WildcardPart } from './types.ts';

type TextTest = (text: string) => boolean;
type ValueTest = (value: unknown) => boolean;

/** How texts are made equal where case does not count: Unicode's default lower case on both sides. */
export function foldCase(text: string): string {
  return text.toLowerCase();
}

/** A test of one value that is no array. */
export function scalarTest(operator: SigmaOperator): ValueTest {
  if (operator.kind === 'compare') return (value) => compareNumbers(operator, value);
  return onText(textTest(operator));
}

/** One test that holds where any of the operators would. */
export function valuesTest(operators: readonly SigmaOperator[]): ValueTest {
  const equal = new Set<string>();
  const patterns: TextTest[] = [];
  const tests: ValueTest[] = [];
  for (const operator of operators) {
    if (operator.kind === 'equals' && !operator.cased) equal.add(foldCase(String(operator.value)));
    else if (operator.kind === 'wildcard' && !operator.cased)
      patterns.push(wildcardMatcher(operator.parts.map(foldPart)));
    else tests.push(scalarTest(operator));
  }
  if (patterns.length > 0) tests.unshift(onText(onFolded(patterns)));
  if (equal.size === 1) tests.unshift(...[...equal].map((text) => onText(equalTest(text, false))));
  else if (equal.size > 1) tests.unshift(onText((text) => equal.has(foldCase(text))));
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (value) => tests.some((test) => test(value));
}

/**
 * A test of a text. Operators that are not about text hold for none.
 * @throws Error for a regular expression or network that loading would have refused.
 */
export function textTest(operator: SigmaOperator): TextTest {
  switch (operator.kind) {
    case 'equals':
      return equalTest(String(operator.value), operator.cased);
    case 'wildcard': {
      const matches = wildcardMatcher(operator.cased ? operator.parts : operator.parts.map(foldPart));
      return operator.cased ? matches : (text) => matches(foldCase(text));
    }
    case 'regex':
      return regexTest(operator.source, operator.flags);
    case 'cidr': {
      const matches = networkMatcher(operator.network);
      if (matches === undefined) throw new Error(`The rule holds a bad network: ${operator.network}.`);
      return matches;
    }
    case 'compare':
    case 'exists':
    case 'fieldref':
      return () => false;
  }
}

/** Compiled when it is first needed: most rules never see a record for which their regular expression matters. */
function regexTest(source: string, flags: string): TextTest {
  let test: TextTest | undefined;
  return (text) => {
    if (test === undefined) {
      const compiled = compileRegex(source, flags);
      if (!compiled.ok) throw new Error(`The rule holds a bad regular expression: ${compiled.reason}.`);
      test = compiled.test;
    }
    return test(text);
  };
}

/** Whether any of the tests holds for a text in folded case. */
function onFolded(tests: readonly TextTest[]): TextTest {
  return (text) => {
    const folded = foldCase(text);
    return tests.some((test) => test(folded));
  };
}

function onText(test: TextTest): ValueTest {
  return (value) => {
    const text = textOf(value);
    return text !== undefined && test(text);
  };
}

function equalTest(expected: string, cased: boolean): TextTest {
  if (cased) return (text) => text === expected;
  const folded = foldCase(expected);
  // Lower case keeps the length of whatever becomes ASCII by it, so most texts can be told apart without folding them.
  const ascii = /^[\0-\x7F]*$/u.test(folded);
  return (text) => {
    if (ascii && text.length !== folded.length) return false;
    return text === folded || foldCase(text) === folded;
  };
}

function foldPart(part: WildcardPart): WildcardPart {
  return 'text' in part ? { text: foldCase(part.text) } : part;
}

function compareNumbers(operator: Extract<SigmaOperator, { kind: 'compare' }>, value: unknown): boolean {
  const { part } = operator;
  const number = part === undefined ? numberOf(value) : typeof value === 'string' ? timePart(value, part) : undefined;
  if (number === undefined) return false;
  switch (operator.relation) {
    case 'eq':
      return number === operator.value;
    case 'lt':
      return number < operator.value;
    case 'lte':
      return number <= operator.value;
    case 'gt':
      return number > operator.value;
    case 'gte':
      return number >= operator.value;
  }
}

import { anyText, anyValue, fieldPath, hasField, textOf } from './fields.ts';
import { foldCase, scalarTest, textTest, valuesTest } from './value-tests.ts';
import type { SigmaDetectionRule, SigmaExpression, SigmaMatcher, SigmaOperator, SigmaTest } from './types.ts';

type Check = (event: unknown) => boolean;

/**
 * Makes a loaded rule ready to run. The matcher is total: any JSON gives true or false.
 * @throws Error when the rule does not come from loading and holds what loading refuses.
 */
export function compile(rule: SigmaDetectionRule): SigmaMatcher {
  return { rule, matches: compileExpression(rule.condition) };
}

/** Makes an expression ready to run. */
export function compileExpression(expression: SigmaExpression): Check {
  switch (expression.op) {
    case 'and': {
      const checks = expression.of.map(compileExpression);
      return (event) => checks.every((check) => check(event));
    }
    case 'or':
      return anyOf(grouped(expression.of).map(compileGroup));
    case 'not': {
      const check = compileExpression(expression.of);
      return (event) => !check(event);
    }
    case 'at-least': {
      const checks = expression.of.map(compileExpression);
      return (event) => atLeast(checks, expression.count, event);
    }
    case 'test':
      return compileTest(expression.test);
  }
}

function anyOf(checks: readonly Check[]): Check {
  const [only] = checks;
  if (only !== undefined && checks.length === 1) return only;
  return (event) => checks.some((check) => check(event));
}

function atLeast(checks: readonly Check[], count: number, event: unknown): boolean {
  let holding = 0;
  for (const check of checks) {
    if (check(event)) holding += 1;
    if (holding >= count) return true;
  }
  return false;
}

/** Alternatives, those on the values of one field brought together, so that the field is looked up once. */
type Group = SigmaExpression | { readonly field: string; readonly operators: readonly SigmaOperator[] };

function grouped(alternatives: readonly SigmaExpression[]): readonly Group[] {
  const groups: Group[] = [];
  const byField = new Map<string, SigmaOperator[]>();
  for (const alternative of alternatives) {
    const field = alternative.op === 'test' ? alternative.test.field : undefined;
    if (alternative.op !== 'test' || field === undefined || !isOnValues(alternative.test.operator)) {
      groups.push(alternative);
      continue;
    }
    const operators = byField.get(field);
    if (operators !== undefined) {
      operators.push(alternative.test.operator);
      continue;
    }
    const started = [alternative.test.operator];
    byField.set(field, started);
    groups.push({ field, operators: started });
  }
  return groups;
}

/** Whether a test looks at each value alone; the others ask about the field or about a second one. */
function isOnValues(operator: SigmaOperator): boolean {
  const { kind } = operator;
  return kind !== 'exists' && kind !== 'fieldref' && !(kind === 'equals' && operator.value === null);
}

function compileGroup(group: Group): Check {
  if (!('field' in group)) return compileExpression(group);
  const path = fieldPath(group.field);
  const test = valuesTest(group.operators);
  return (event) => anyValue(event, path, test);
}

function compileTest({ field, operator }: SigmaTest): Check {
  if (field === undefined) {
    const test = textTest(operator);
    return (event) => anyText(event, test);
  }
  const path = fieldPath(field);
  if (operator.kind === 'exists') return (event) => hasField(event, path) === operator.expected;
  if (operator.kind === 'fieldref') return compileReference(field, operator);
  if (operator.kind === 'equals' && operator.value === null) {
    return (event) => anyValue(event, path, (value) => value === null) || !hasField(event, path);
  }
  const test = scalarTest(operator);
  return (event) => anyValue(event, path, test);
}

function compileReference(field: string, operator: Extract<SigmaOperator, { kind: 'fieldref' }>): Check {
  const left = fieldPath(field);
  const right = fieldPath(operator.field);
  const compare = { equals, contains, startswith, endswith }[operator.mode];
  const fold = operator.cased ? (text: string) => text : foldCase;
  return (event) => {
    const texts = new Set<string>();
    anyValue(event, right, (value) => {
      const text = textOf(value);
      if (text !== undefined) texts.add(fold(text));
      return false;
    });
    if (texts.size === 0) return false;
    return anyValue(event, left, (value) => {
      const text = textOf(value);
      if (text === undefined) return false;
      const folded = fold(text);
      return texts.values().some((other) => compare(folded, other));
    });
  };
}

const equals = (text: string, other: string): boolean => text === other;
const contains = (text: string, other: string): boolean => text.includes(other);
const startswith = (text: string, other: string): boolean => text.startsWith(other);
const endswith = (text: string, other: string): boolean => text.endsWith(other);

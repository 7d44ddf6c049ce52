import { foldCase } from './sigma/value-tests.ts';
import type { SigmaExpression } from './sigma/types.ts';

/**
 * The values, in folded case, that a field must have one of for the expression to hold; undefined where the expression
 * can hold without one. May hold more values than needed, never fewer.
 */
export function pinnedValues(expression: SigmaExpression, field: string): ReadonlySet<string> | undefined {
  switch (expression.op) {
    case 'test': {
      const { operator } = expression.test;
      if (expression.test.field !== field || operator.kind !== 'equals' || operator.value === null) return undefined;
      return new Set([foldCase(String(operator.value))]);
    }
    case 'and':
      return intersection(expression.of.map((part) => pinnedValues(part, field)));
    case 'or':
    case 'at-least':
      return union(expression.of, field);
    case 'not':
      return undefined;
  }
}

function union(parts: readonly SigmaExpression[], field: string): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const part of parts) {
    const values = pinnedValues(part, field);
    if (values === undefined) return undefined;
    for (const value of values) all.add(value);
  }
  return all;
}

/** What all the sets allow; a part without a set allows everything. */
function intersection(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const [first, ...others] = sets.filter((values) => values !== undefined);
  return first && new Set([...first].filter((value) => others.every((values) => values.has(value))));
}

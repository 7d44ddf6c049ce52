import type { SigmaExpression } from '../sigma/types.ts';

/** Holds always: a constant beside expressions. */
type Projection = SigmaExpression | 'always';

const NEVER: SigmaExpression = { op: 'or', of: [] };

/**
 * What must hold of one top-level field for an expression to be able to hold, whatever the other fields are; undefined where
 * it can hold whatever this field is. The result looks at no other field.
 */
export function projectionOn(field: string, expression: SigmaExpression): SigmaExpression | undefined {
  const projection = possible(expression, field, true);
  return projection === 'always' ? undefined : projection;
}

/** The top-level fields that an expression looks at; keywords, which look at all, name none. */
export function topFieldsOf(expression: SigmaExpression, into = new Set<string>()): ReadonlySet<string> {
  if (expression.op === 'test') {
    const top = topOf(expression.test.field);
    if (top !== undefined) into.add(top);
  } else if (expression.op === 'not') topFieldsOf(expression.of, into);
  else for (const part of expression.of) topFieldsOf(part, into);
  return into;
}

function topOf(field: string | undefined): string | undefined {
  const end = field?.indexOf('.') ?? -1;
  return end < 0 ? field : field?.slice(0, end);
}

/** When an expression can come to the wanted outcome. */
function possible(expression: SigmaExpression, field: string, wanted: boolean): Projection {
  switch (expression.op) {
    case 'test': {
      const { test } = expression;
      const isKnown = topOf(test.field) === field && test.operator.kind !== 'fieldref';
      if (!isKnown) return 'always';
      return wanted ? { op: 'test', test } : { op: 'not', of: { op: 'test', test } };
    }
    case 'not':
      return possible(expression.of, field, !wanted);
    case 'and':
    case 'or': {
      const parts = expression.of.map((part) => possible(part, field, wanted));
      return (expression.op === 'and') === wanted ? all(parts) : any(parts);
    }
    case 'at-least': {
      const { count, of } = expression;
      const parts = of.map((part) => possible(part, field, wanted));
      // Fewer than `count` hold where at least so many do not.
      return atLeast(wanted ? count : of.length - count + 1, parts);
    }
  }
}

function isNever(part: Projection): boolean {
  return part !== 'always' && part.op === 'or' && part.of.length === 0;
}

function all(parts: readonly Projection[]): Projection {
  const of = noneOf(parts.filter((part) => part !== 'always'));
  if (of.length === 0) return 'always';
  if (of.some(isNever)) return NEVER;
  const [only] = of;
  return only !== undefined && of.length === 1 ? only : { op: 'and', of };
}

/** Brings what must not hold together: alternatives on one field are tried faster than one by one. */
function noneOf(parts: readonly SigmaExpression[]): readonly SigmaExpression[] {
  const negated = parts.flatMap((part) => (part.op === 'not' ? [part.of] : []));
  if (negated.length < 2) return parts;
  return [
    ...parts.filter(({ op }) => op !== 'not'),
    { op: 'not', of: { op: 'or', of: negated.flatMap(alternativesOf) } },
  ];
}

function alternativesOf(part: SigmaExpression): readonly SigmaExpression[] {
  return part.op === 'or' ? part.of : [part];
}

function any(parts: readonly Projection[]): Projection {
  const of = parts.filter((part) => part !== 'always');
  if (of.length < parts.length) return 'always';
  const left = of.filter((part) => !isNever(part));
  const [only] = left;
  return only !== undefined && left.length === 1 ? only : { op: 'or', of: left };
}

function atLeast(count: number, parts: readonly Projection[]): Projection {
  const of = parts.filter((part) => part !== 'always');
  const missing = count - (parts.length - of.length);
  if (missing <= 0) return 'always';
  return missing > of.length ? NEVER : { op: 'at-least', count: missing, of };
}

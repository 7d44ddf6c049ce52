import { wildcardMatcher } from './match-wildcard.ts';
import type { Problems } from './problems.ts';
import type { SigmaExpression, WildcardPart } from './types.ts';

/** The search identifiers of a detection, in the order of the file. */
export type Searches = ReadonlyMap<string, SigmaExpression>;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Deeper than any rule that people can read; the parser recurses. */
const MAX_DEPTH = 50;

/**
 * Tests in a whole condition, a search counting each time it is named, and in all searches of a file: the tree of a rule must
 * stay small enough to store.
 */
export const MAX_TESTS = 200_000;

/** Thrown inside the parser, noted by `parseCondition`: the rest of a broken condition tells nothing. */
class ConditionError extends Error {
  readonly at: number;
  readonly code: string;

  constructor(at: number, code: string, message: string) {
    super(message);
    this.at = at;
    this.code = code;
  }
}

/**
 * Parses a condition over the given searches: `or` < `and` < `not` < `N of …` < parentheses. `offsetOf` tells where in the
 * file a place in the condition lies. Undefined when something was wrong, which is then in `problems`.
 */
export function parseCondition(
  condition: string,
  searches: Searches,
  offsetOf: (at: number) => number,
  problems: Problems,
): SigmaExpression | undefined {
  try {
    const parser = createParser(tokenize(condition), condition.length, searches);
    return parser.parse();
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    problems.add(offsetOf(error.at), error.code, error.message);
    return undefined;
  }
}

function tokenize(condition: string): Token[] {
  const tokens = [...condition.matchAll(/[()|]|[^\s()|]+/gu)].map((found) => ({ text: found[0], at: found.index }));
  const pipe = tokens.find((token) => token.text === '|');
  if (pipe !== undefined) {
    throw new ConditionError(
      pipe.at,
      'sigma.unsupported',
      'Aggregations behind "|" left the Sigma specification with version 2; expected a correlation rule instead.',
    );
  }
  return tokens;
}

function createParser(tokens: readonly Token[], end: number, searches: Searches): { parse(): SigmaExpression } {
  let next = 0;
  let depth = 0;
  let tests = 0;
  const weights = new Map<SigmaExpression, number>();

  const counted = (token: Token, expression: SigmaExpression): SigmaExpression => {
    const weight = weights.get(expression) ?? testsIn(expression);
    weights.set(expression, weight);
    tests += weight;
    if (tests <= MAX_TESTS) return expression;
    const message = `The condition comes to more than ${MAX_TESTS} tests, each search counting as often as it is named.`;
    throw new ConditionError(token.at, 'sigma.too-large', message);
  };
  const peek = (): Token => tokens[next] ?? { text: '', at: end };
  const isWord = (token: Token | undefined, word: string): boolean => token?.text.toLowerCase() === word;
  const take = (word: string): boolean => {
    if (!isWord(peek(), word)) return false;
    next += 1;
    return true;
  };
  const fail = (token: Token, expected: string): never => {
    const found = token.text === '' ? 'The condition ends here' : `Found ${JSON.stringify(shortened(token.text, 60))}`;
    throw new ConditionError(token.at, 'sigma.condition-syntax', `${found}; expected ${expected}.`);
  };
  const nested = (parse: () => SigmaExpression): SigmaExpression => {
    depth += 1;
    if (depth > MAX_DEPTH) {
      throw new ConditionError(peek().at, 'sigma.too-large', `The condition nests deeper than ${MAX_DEPTH}.`);
    }
    const expression = parse();
    depth -= 1;
    return expression;
  };

  const chain = (word: 'and' | 'or', operand: () => SigmaExpression): SigmaExpression => {
    const of = [operand()];
    while (take(word)) of.push(operand());
    const [only] = of;
    return only !== undefined && of.length === 1 ? only : { op: word, of };
  };
  const disjunction = (): SigmaExpression => chain('or', conjunction);
  const conjunction = (): SigmaExpression => chain('and', negation);
  const negation = (): SigmaExpression => {
    if (take('not')) return { op: 'not', of: nested(negation) };
    return primary();
  };
  const primary = (): SigmaExpression => {
    const token = peek();
    if (take('(')) {
      const inner = nested(disjunction);
      if (!take(')')) fail(peek(), '")"');
      return inner;
    }
    if (token.text === '' || token.text === ')' || ['and', 'or', 'of'].includes(token.text.toLowerCase())) {
      fail(token, 'a search identifier, "not", "(", or "1 of …"');
    }
    next += 1;
    if (take('of')) return quantified(token);
    const search = searches.get(token.text);
    return search === undefined ? unknown(token) : counted(token, search);
  };

  const quantified = (quantity: Token): SigmaExpression => {
    const pattern = peek();
    if (pattern.text === '' || pattern.text === '(' || pattern.text === ')') {
      fail(pattern, '"them" or a search identifier, which may hold "*"');
    }
    next += 1;
    const of = selected(pattern.text, searches).map((search) => counted(pattern, search));
    if (of.length === 0) unknown(pattern);
    const word = quantity.text.toLowerCase();
    if (word === 'all') return { op: 'and', of };
    if (word === 'any') return { op: 'or', of };
    if (!/^[1-9]\d{0,3}$/u.test(word)) fail(quantity, 'a number from 1, "any" or "all" before "of"');
    const count = Number(word);
    if (count > of.length) {
      const message = `${count} of ${shortened(pattern.text, 60)} can never hold: there are ${of.length} such search identifiers.`;
      throw new ConditionError(quantity.at, 'sigma.condition-syntax', message);
    }
    if (count === 1) return { op: 'or', of };
    return count === of.length ? { op: 'and', of } : { op: 'at-least', count, of };
  };

  const unknown = (token: Token): never => {
    const known = shortened([...searches.keys()].map((name) => JSON.stringify(name)).join(', '), 500);
    throw new ConditionError(
      token.at,
      'sigma.unknown-identifier',
      `No search identifier ${JSON.stringify(shortened(token.text, 60))}; expected ${known === '' ? 'one to be defined' : `one of ${known}`}.`,
    );
  };

  return {
    parse() {
      const expression = disjunction();
      if (peek().text !== '') fail(peek(), '"and", "or" or the end');
      return expression;
    },
  };
}

/** Fit for a message. */
function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function testsIn(expression: SigmaExpression): number {
  if (expression.op === 'test') return 1;
  if (expression.op === 'not') return testsIn(expression.of);
  return expression.of.reduce((sum, part) => sum + testsIn(part), 1);
}

/** `them` and patterns leave out the identifiers that begin with an underscore, unless the pattern begins with one itself. */
function selected(pattern: string, searches: Searches): SigmaExpression[] {
  const everything = pattern.toLowerCase() === 'them';
  const hidden = pattern.startsWith('_');
  const parts = pattern.split('*').flatMap((text): WildcardPart[] => [{ any: 'many' }, { text }]);
  const matches = wildcardMatcher(parts.slice(1));
  return [...searches]
    .filter(([name]) => (hidden || !name.startsWith('_')) && (everything || matches(name)))
    .map(([, expression]) => expression);
}

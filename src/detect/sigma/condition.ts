import type { Problems } from './problems.ts';
import type { SigmaExpression } from './types.ts';

/** The search identifiers of a detection, in the order of the file. */
export type Searches = ReadonlyMap<string, SigmaExpression>;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Deeper than any rule that people can read; the parser recurses. */
const MAX_DEPTH = 50;

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

  const peek = (): Token => tokens[next] ?? { text: '', at: end };
  const isWord = (token: Token | undefined, word: string): boolean => token?.text.toLowerCase() === word;
  const take = (word: string): boolean => {
    if (!isWord(peek(), word)) return false;
    next += 1;
    return true;
  };
  const fail = (token: Token, expected: string): never => {
    const found = token.text === '' ? 'The condition ends here' : `Found ${JSON.stringify(token.text)}`;
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
    return searches.get(token.text) ?? unknown(token);
  };

  const quantified = (quantity: Token): SigmaExpression => {
    const pattern = peek();
    if (pattern.text === '' || pattern.text === '(' || pattern.text === ')') {
      fail(pattern, '"them" or a search identifier, which may hold "*"');
    }
    next += 1;
    const of = selected(pattern.text, searches);
    if (of.length === 0) unknown(pattern);
    const word = quantity.text.toLowerCase();
    if (word === 'all') return { op: 'and', of };
    if (word === 'any') return { op: 'or', of };
    if (!/^[1-9]\d{0,3}$/u.test(word)) fail(quantity, 'a number from 1, "any" or "all" before "of"');
    const count = Number(word);
    if (count > of.length) {
      const message = `${count} of ${pattern.text} can never hold: there are ${of.length} such search identifiers.`;
      throw new ConditionError(quantity.at, 'sigma.condition-syntax', message);
    }
    if (count === 1) return { op: 'or', of };
    return count === of.length ? { op: 'and', of } : { op: 'at-least', count, of };
  };

  const unknown = (token: Token): never => {
    const known = [...searches.keys()].map((name) => JSON.stringify(name)).join(', ');
    throw new ConditionError(
      token.at,
      'sigma.unknown-identifier',
      `No search identifier ${JSON.stringify(token.text)}; expected ${known === '' ? 'one to be defined' : `one of ${known}`}.`,
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

/** `them` leaves out the identifiers that begin with an underscore; a pattern names what it means. */
function selected(pattern: string, searches: Searches): SigmaExpression[] {
  const everything = pattern.toLowerCase() === 'them';
  const pieces = pattern.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  const regex = new RegExp(`^${pieces.join('.*')}$`, 'su');
  return [...searches]
    .filter(([name]) => (everything ? !name.startsWith('_') : regex.test(name)))
    .map(([, expression]) => expression);
}

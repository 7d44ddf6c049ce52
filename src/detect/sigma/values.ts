import { networkMatcher } from './cidr.ts';
import { encoded } from './encoding.ts';
import type { Comparison } from './modifiers.ts';
import { expanded } from './placeholders.ts';
import type { Placeholders } from './placeholders.ts';
import type { Problems } from './problems.ts';
import { compileRegex } from './regex.ts';
import { TIME_PARTS } from './time-part.ts';
import type { SigmaOperator } from './types.ts';
import { dashesWritten, parseWildcards, plainText, shaped, withDashes } from './wildcard.ts';
import type { YamlScalar } from './yaml.ts';

/**
 * The operators for one value under a comparison, any of which may hold: placeholders and encodings turn one value into
 * several. Undefined with a problem noted.
 */
export function readValue(
  scalar: YamlScalar,
  comparison: Comparison,
  placeholders: Placeholders,
  problems: Problems,
): readonly SigmaOperator[] | undefined {
  if (!comparison.expand) return operatorsOf(scalar, comparison, problems);
  if (typeof scalar.value !== 'string') return bad(scalar, problems, 'a text with a placeholder such as %name%');
  const result = expanded(scalar.value, placeholders);
  if (result.ok) {
    const operators = result.texts.map((text) =>
      operatorsOf({ ...scalar, value: text, text, plain: false }, comparison, problems),
    );
    return operators.every((operator) => operator !== undefined) ? operators.flat() : undefined;
  }
  if ('count' in result) {
    problems.add(scalar.offset, 'sigma.too-large', `The placeholders stand for ${result.count} values together.`);
    return undefined;
  }
  const known = Object.keys(placeholders).map((name) => `%${name}%`);
  problems.add(
    scalar.offset,
    'sigma.unknown-placeholder',
    `No values are given for the placeholder %${result.unknown}%; ` +
      (known.length === 0 ? 'expected some, as for any placeholder.' : `expected one of ${known.join(', ')}.`),
  );
  return undefined;
}

function operatorsOf(
  scalar: YamlScalar,
  comparison: Comparison,
  problems: Problems,
): readonly SigmaOperator[] | undefined {
  if (comparison.kind === 'text') return textOperators(scalar, comparison, problems);
  const operator = operatorOf(scalar, comparison, problems);
  return operator && [operator];
}

function operatorOf(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  switch (comparison.kind) {
    case 're':
      return regexOperator(scalar, comparison, problems);
    case 'cidr':
      return cidrOperator(scalar, problems);
    case 'compare':
      return compareOperator(scalar, comparison, problems);
    case 'exists':
      if (typeof scalar.value === 'boolean') return { kind: 'exists', expected: scalar.value };
      return bad(scalar, problems, 'true or false');
    case 'fieldref':
      return fieldrefOperator(scalar, comparison, problems);
    case 'text':
      return undefined;
  }
}

function textOperators(
  scalar: YamlScalar,
  comparison: Comparison,
  problems: Problems,
): readonly SigmaOperator[] | undefined {
  const { cased, shape, windash, encodings } = comparison;
  if (scalar.value === null) {
    if (shape === 'equals' && !windash && !cased && encodings.length === 0) {
      return [{ kind: 'equals', value: null, cased }];
    }
    return bad(scalar, problems, 'a text');
  }
  if (typeof scalar.value !== 'string' && shape === 'equals' && encodings.length === 0) {
    return [{ kind: 'equals', value: scalar.value, cased }];
  }
  if (scalar.number !== undefined && shape === 'equals' && !windash && encodings.length === 0) {
    return [scalar.text, scalar.number].map((value) => ({ kind: 'equals', value, cased }));
  }
  const written = typeof scalar.value === 'string' ? parseWildcards(scalar.value) : [{ text: String(scalar.value) }];
  const dashed = windash ? withDashes(written) : written;
  const patterns = encodings.length === 0 ? [dashed] : dashesWritten(dashed);
  if (patterns === undefined) return bad(scalar, problems, 'at most three dashes where dashes are to be encoded');
  const alternatives = [];
  for (const pattern of patterns) {
    const result = encoded(pattern, encodings);
    if (!result.ok) return bad(scalar, problems, result.expected);
    alternatives.push(...result.alternatives);
  }
  return alternatives.map((alternative): SigmaOperator => {
    const parts = shaped(alternative, shape);
    const text = plainText(parts);
    return text === undefined ? { kind: 'wildcard', parts, cased } : { kind: 'equals', value: text, cased };
  });
}

function regexOperator(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  if (scalar.value === null) return bad(scalar, problems, 'a regular expression');
  const { flags, shape } = comparison;
  const compiled = compileRegex(scalar.text, flags);
  if (compiled.ok) {
    const before = shape === 'startswith' ? '\\A(?:' : '(?:';
    const after = shape === 'endswith' ? ')\\z' : ')';
    const open = shape === 'equals' || shape === 'contains';
    return { kind: 'regex', source: open ? scalar.text : before + scalar.text + after, flags };
  }
  problems.add(
    scalar.offset,
    'sigma.bad-regex',
    `Not a regular expression that runs in linear time (RE2 syntax): ${compiled.reason}.`,
  );
  return undefined;
}

function cidrOperator(scalar: YamlScalar, problems: Problems): SigmaOperator | undefined {
  const network = typeof scalar.value === 'string' ? scalar.value : '';
  if (networkMatcher(network) !== undefined) return { kind: 'cidr', network };
  return bad(scalar, problems, 'an address or a network such as 10.0.0.0/8 or fc00::/7', 'sigma.bad-cidr');
}

function compareOperator(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  const { part, relation } = comparison;
  const value = typeof scalar.value === 'number' || (scalar.plain && scalar.text !== '') ? Number(scalar.text) : NaN;
  if (part === undefined) {
    if (Number.isFinite(value)) return { kind: 'compare', relation, value };
    return bad(scalar, problems, 'a number without quotes');
  }
  const [least, most] = TIME_PARTS[part];
  if (Number.isInteger(value) && value >= least && value <= most) return { kind: 'compare', relation, value, part };
  return bad(scalar, problems, `a whole number from ${least} to ${most}, without quotes`);
}

function fieldrefOperator(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  const field = typeof scalar.value === 'string' ? plainText(parseWildcards(scalar.value)) : undefined;
  if (field === undefined || field === '') return bad(scalar, problems, 'the name of a field');
  return { kind: 'fieldref', field, mode: comparison.shape, cased: comparison.cased };
}

function bad(scalar: YamlScalar, problems: Problems, expected: string, code = 'sigma.bad-value'): undefined {
  const found = scalar.value === null ? 'nothing (null)' : JSON.stringify(scalar.text.slice(0, 60));
  problems.add(scalar.offset, code, `Found ${found}; expected ${expected}.`);
  return undefined;
}

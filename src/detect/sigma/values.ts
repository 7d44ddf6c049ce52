import { networkMatcher } from './cidr.ts';
import type { Comparison } from './modifiers.ts';
import type { Problems } from './problems.ts';
import { compileRegex } from './regex.ts';
import type { SigmaOperator } from './types.ts';
import { parseWildcards, plainText, shaped, withDashes } from './wildcard.ts';
import type { YamlScalar } from './yaml.ts';

/** The operator for one value under a comparison, or undefined with a problem noted. */
export function readValue(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  switch (comparison.kind) {
    case 'text':
      return textOperator(scalar, comparison, problems);
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
  }
}

function textOperator(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  const { cased, shape, windash } = comparison;
  if (scalar.value === null) {
    if (shape === 'equals' && !windash && !cased) return { kind: 'equals', value: null, cased };
    return bad(scalar, problems, 'a text');
  }
  if (typeof scalar.value !== 'string' && shape === 'equals') return { kind: 'equals', value: scalar.value, cased };
  const written = typeof scalar.value === 'string' ? parseWildcards(scalar.value) : [{ text: String(scalar.value) }];
  const parts = shaped(windash ? withDashes(written) : written, shape);
  const text = plainText(parts);
  return text === undefined ? { kind: 'wildcard', parts, cased } : { kind: 'equals', value: text, cased };
}

function regexOperator(scalar: YamlScalar, comparison: Comparison, problems: Problems): SigmaOperator | undefined {
  if (scalar.value === null || typeof scalar.value === 'boolean') return bad(scalar, problems, 'a regular expression');
  const source = scalar.text;
  const compiled = compileRegex(source, comparison.flags);
  if (compiled.ok) return { kind: 'regex', source, flags: comparison.flags };
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
  const value = typeof scalar.value === 'number' || (scalar.plain && scalar.text !== '') ? Number(scalar.text) : NaN;
  if (Number.isFinite(value)) return { kind: 'compare', relation: comparison.relation, value };
  return bad(scalar, problems, 'a number without quotes');
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

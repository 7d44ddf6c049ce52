import type { SigmaOperator, SigmaTest, WildcardPart } from './types.ts';

/** Values that a list in words names before it only counts them. */
export const MAX_NAMED = 12;

const RELATIONS = { eq: '=', lt: '<', lte: '≤', gt: '>', gte: '≥' } as const;

/** A test in words: `eventName = "StopLogging"`. */
export function describeTest({ field, operator }: SigmaTest): string {
  return `${subjectOf(field, operator)} ${describeOperator(operator)}`;
}

/** Several tests on one field in words. */
export function describeTests(tests: readonly SigmaTest[], quantity: 'any' | 'all'): string {
  const [first] = tests;
  if (first === undefined) return `${quantity} of nothing`;
  const named = tests.slice(0, MAX_NAMED).map(({ operator }) => describeOperator(operator));
  const more = tests.length > MAX_NAMED ? `, and ${tests.length - MAX_NAMED} more` : '';
  return `${subjectOf(first.field, first.operator)} ${quantity} of: ${named.join(', ')}${more}`;
}

function subjectOf(field: string | undefined, operator: SigmaOperator): string {
  if (field === undefined) return 'any text';
  return operator.kind === 'compare' && operator.part !== undefined ? `${operator.part} of ${field}` : field;
}

function describeOperator(operator: SigmaOperator): string {
  switch (operator.kind) {
    case 'equals':
      if (operator.value === null) return 'is null or absent';
      return `= ${JSON.stringify(operator.value)}${cased(operator.cased)}`;
    case 'wildcard':
      return `like ${JSON.stringify(operator.parts.map(writtenPart).join(''))}${dashes(operator.parts)}${cased(operator.cased)}`;
    case 'regex':
      return `matches /${operator.source}/${operator.flags}`;
    case 'cidr':
      return `in ${operator.network}`;
    case 'compare':
      return `${RELATIONS[operator.relation]} ${operator.value}`;
    case 'exists':
      return operator.expected ? 'exists' : 'does not exist';
    case 'fieldref': {
      const mode = { equals: '=', contains: 'contains', startswith: 'starts with', endswith: 'ends with' }[
        operator.mode
      ];
      return `${mode} the field ${operator.field}${cased(operator.cased)}`;
    }
  }
}

function dashes(parts: readonly WildcardPart[]): string {
  return parts.some((part) => 'any' in part && part.any === 'dash') ? ' (with any dash or slash)' : '';
}

function cased(isCased: boolean): string {
  return isCased ? ' (case matters)' : '';
}

/** As Sigma would write it; a dash that stands for any shows as the commonest. */
function writtenPart(part: WildcardPart): string {
  if ('text' in part) return part.text.replace(/[*?]|\\(?=[*?\\]|$)/gu, '\\$&');
  return { many: '*', one: '?', dash: '-' }[part.any];
}

import { PROBED_FIELDS } from '../../model/prefilter.ts';
import type { ProbedField } from '../../model/prefilter.ts';
import type { FirstSeenRule } from '../first-seen/sightings.ts';
import type { SigmaExpression } from '../sigma/types.ts';

/** What the derived fields are made from. */
const SOURCES: Readonly<Record<string, readonly ProbedField[]>> = {
  'trailbolt.actor': ['userIdentity'],
  'trailbolt.account': ['recipientAccountId', 'userIdentity'],
  'trailbolt.network': ['sourceIPAddress'],
  'trailbolt.agent': ['userAgent'],
};

/** Without `group-by`, a rule with `first_seen` groups by account. */
const DEFAULT_GROUP = ['trailbolt.account'];

/**
 * The fields that settle all that a rule with `first_seen` makes of a record, beside its day and id: of two records of one day
 * that have the same values there, the later tells nothing new. Undefined where it looks at other fields too.
 */
export function kindOf({ condition, firstSeen }: FirstSeenRule): readonly ProbedField[] | undefined {
  const { groupBy, values } = firstSeen;
  const named = [...fieldsIn(condition), ...values, ...(groupBy.length === 0 ? DEFAULT_GROUP : groupBy)];
  const sources = named.map((field) => (field === undefined ? undefined : sourcesOf(field)));
  return sources.every((fields) => fields !== undefined) ? [...new Set(sources.flat())] : undefined;
}

function sourcesOf(field: string): readonly ProbedField[] | undefined {
  if (Object.hasOwn(SOURCES, field)) return SOURCES[field];
  const top = field.split('.', 1)[0];
  const probed = PROBED_FIELDS.find((name) => name === top);
  return probed && [probed];
}

/** Fields that an expression looks at; undefined for keywords, which look at all. */
function fieldsIn(expression: SigmaExpression): readonly (string | undefined)[] {
  switch (expression.op) {
    case 'test': {
      const { field, operator } = expression.test;
      return operator.kind === 'fieldref' ? [field, operator.field] : [field];
    }
    case 'not':
      return fieldsIn(expression.of);
    case 'and':
    case 'or':
    case 'at-least':
      return expression.of.flatMap(fieldsIn);
  }
}

import { OWN_FIELDS, PROBED_FIELDS } from '../../model/prefilter.ts';
import type { OwnField, ProbedField } from '../../model/prefilter.ts';
import type { SigmaDetectionRule, SigmaExpression } from '../sigma/types.ts';

/** What the derived fields are made from. */
const SOURCES: Readonly<Record<string, readonly ProbedField[]>> = {
  'trailbolt.actor': ['userIdentity'],
  'trailbolt.account': ['recipientAccountId', 'userIdentity'],
  'trailbolt.network': ['sourceIPAddress'],
  'trailbolt.agent': ['userAgent'],
};

/** Without `group-by`, a rule with `first_seen` groups by account. */
const DEFAULT_GROUP = ['trailbolt.account'];

/** Top-level fields, by whether their values repeat from record to record. */
export interface SettlingFields {
  readonly shared: readonly ProbedField[];
  readonly own: readonly OwnField[];
}

/**
 * The fields that settle all that comes of a record that a rule matches, beside its time and id: what its condition looks at, and
 * what `first_seen` or correlations ask. Undefined where these are others than what can be read without parsing.
 */
export function settlingFields(
  { condition, firstSeen }: SigmaDetectionRule,
  asked: readonly string[],
): SettlingFields | undefined {
  const { groupBy = [], values = [] } = firstSeen ?? {};
  const groups = firstSeen !== undefined && groupBy.length === 0 ? DEFAULT_GROUP : groupBy;
  const shared = new Set<ProbedField>();
  const own = new Set<OwnField>();
  for (const field of [...fieldsIn(condition), ...values, ...groups, ...asked]) {
    if (field === undefined) return undefined;
    if (Object.hasOwn(SOURCES, field)) {
      for (const source of SOURCES[field] ?? []) shared.add(source);
      continue;
    }
    const top = field.split('.', 1)[0];
    const [probed, other] = [PROBED_FIELDS.find((name) => name === top), OWN_FIELDS.find((name) => name === top)];
    if (probed !== undefined) shared.add(probed);
    else if (other !== undefined) own.add(other);
    else return undefined;
  }
  return { shared: [...shared], own: [...own] };
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

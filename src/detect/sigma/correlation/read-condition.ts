import { compileExpression } from '../compile.ts';
import { parseCondition } from '../condition.ts';
import { checkDerived } from '../derived.ts';
import { offsetsIn } from '../detection.ts';
import type { Reading } from '../detection.ts';
import type { Problems } from '../problems.ts';
import { readReferences } from '../references.ts';
import type { Reference } from '../references.ts';
import type { SigmaBound, SigmaCorrelation, SigmaCorrelationType, SigmaExpression } from '../types.ts';
import { entryOf, kindOf } from '../yaml.ts';
import type { YamlEntry, YamlMap, YamlScalar } from '../yaml.ts';
import { WINDOW_LIMITS } from './window.ts';

type Condition = Pick<SigmaCorrelation, 'condition' | 'expression' | 'fields' | 'percentile'>;

const RELATIONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;

/** Types that count something, so that only whole numbers from one on can ever be reached. */
const COUNTS: readonly SigmaCorrelationType[] = ['event_count', 'value_count', 'temporal', 'temporal_ordered'];

interface About extends Pick<Reading, 'derived' | 'text'> {
  readonly type: SigmaCorrelationType;
  readonly rules: readonly Reference[];
}

/** The `condition` of a correlation over these rules, or undefined with problems noted. */
export function readCondition(
  map: YamlMap,
  section: YamlEntry,
  { type, rules, derived, text }: About,
  problems: Problems,
): Condition | undefined {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const entry = entryOf(map, 'condition');
  if (entry === undefined) {
    if (temporal) return { condition: [{ relation: 'gte', value: rules.length }] };
    problems.add(section.keyOffset, 'sigma.missing-field', `A correlation ${type} has a "condition"; found none.`);
    return undefined;
  }
  if (temporal && entry.value.kind === 'scalar') return readExpression(entry.value, rules, text, problems);
  if (entry.value.kind !== 'map') {
    problems.add(
      entry.value.offset,
      'sigma.wrong-type',
      `"condition" is ${kindOf(entry.value)}; expected a map such as { gte: 10 }.`,
    );
    return undefined;
  }
  const before = problems.all.length;
  const most = temporal ? rules.length : WINDOW_LIMITS.entries;
  const bounds = readBounds(entry.value, type, problems);
  if (bounds.length === 0 && problems.all.length === before) {
    problems.add(
      entry.keyOffset,
      'sigma.missing-field',
      `The condition compares nothing; expected one of ${RELATIONS.join(', ')}.`,
    );
  }
  checkRange(bounds, COUNTS.includes(type) ? most : Infinity, entry, COUNTS.includes(type), problems);
  const fields = readFields(entry, entry.value, { type, derived }, problems);
  const percentile = readPercentile(entry.value, type, problems);
  if (problems.all.length > before) return undefined;
  return {
    condition: bounds,
    ...(fields === undefined ? {} : { fields }),
    ...(percentile === undefined ? {} : { percentile }),
  };
}

/** A condition such as `a and not b`, over the rules by the names that `rules` gives them. */
function readExpression(
  scalar: YamlScalar,
  rules: readonly Reference[],
  text: string,
  problems: Problems,
): Condition | undefined {
  const searches = new Map(
    rules.map((rule, place): [string, SigmaExpression] => [
      rule.text,
      { op: 'test', test: { field: String(place), operator: { kind: 'exists', expected: true } } },
    ]),
  );
  const expression = parseCondition(scalar.text, searches, offsetsIn(scalar, text), problems);
  if (expression === undefined) return undefined;
  if (compileExpression(expression)({})) {
    const message =
      'This condition holds where nothing has matched, which nobody can tell; expected a rule that must match.';
    problems.add(scalar.offset, 'sigma.always-holds', message);
    return undefined;
  }
  return { condition: [], expression };
}

function readBounds(map: YamlMap, type: SigmaCorrelationType, problems: Problems): readonly SigmaBound[] {
  const whole = COUNTS.includes(type);
  const others = type.startsWith('value_') ? ['field', ...(type === 'value_percentile' ? ['percentile'] : [])] : [];
  return map.entries.flatMap(({ key, keyOffset, value }) => {
    const relation = RELATIONS.find((name) => name === key);
    if (relation === undefined) {
      if (!others.includes(key)) {
        const expected = [...RELATIONS, ...others].join(', ');
        problems.add(
          keyOffset,
          'sigma.unknown-field',
          `Unknown field "${key}" for ${type}; expected one of ${expected}.`,
        );
      }
      return [];
    }
    const number =
      value.kind === 'scalar' && (typeof value.value === 'number' || value.plain) && value.text !== ''
        ? Number(value.text)
        : NaN;
    if (Number.isFinite(number) && (!whole || (Number.isInteger(number) && number >= 0))) {
      return [{ relation, value: number }];
    }
    const expected = whole ? 'a whole number from 0' : 'a number';
    problems.add(value.offset, 'sigma.bad-value', `"${key}" is ${kindOf(value)}; expected ${expected} without quotes.`);
    return [];
  });
}

/** One bound, or a lower and an upper one; and something between them that can be reached. */
function checkRange(
  bounds: readonly SigmaBound[],
  most: number,
  entry: YamlEntry,
  whole: boolean,
  problems: Problems,
): void {
  const lower = bounds.filter(({ relation }) => relation === 'gt' || relation === 'gte');
  const upper = bounds.filter(({ relation }) => relation === 'lt' || relation === 'lte');
  if (bounds.length > 1 && (bounds.length > 2 || lower.length !== 1 || upper.length !== 1)) {
    problems.add(
      entry.keyOffset,
      'sigma.bad-value',
      'The condition compares more than once; expected one comparison, or a range of gt or gte with lt or lte.',
    );
    return;
  }
  const step = whole ? 1 : 0;
  let least = whole ? 1 : -Infinity;
  let limit = most;
  for (const { relation, value } of bounds) {
    if (relation === 'gt' || relation === 'gte') least = Math.max(least, relation === 'gt' ? value + step : value);
    if (relation === 'lt' || relation === 'lte') limit = Math.min(limit, relation === 'lt' ? value - step : value);
    if (relation === 'eq') [least, limit] = [Math.max(least, value), Math.min(limit, value)];
  }
  const open = !whole && bounds.some(({ relation }) => relation === 'gt' || relation === 'lt') && least === limit;
  if (least > limit || open) {
    const reach = Number.isFinite(most) ? ` Counts go from 1 to ${most} here.` : '';
    problems.add(entry.keyOffset, 'sigma.never-holds', `This condition can never hold.${reach}`);
  }
}

function readFields(
  entry: YamlEntry,
  map: YamlMap,
  { type, derived }: Pick<Reading, 'derived'> & { readonly type: SigmaCorrelationType },
  problems: Problems,
): readonly string[] | undefined {
  if (!type.startsWith('value_')) return undefined;
  const field = entryOf(map, 'field');
  if (field === undefined) {
    problems.add(entry.keyOffset, 'sigma.missing-field', `A condition of ${type} has a "field"; found none.`);
    return undefined;
  }
  const fields = readReferences(field.value, 'the name of a field', problems);
  checkDerived(fields, derived, problems);
  if (fields.length > 1 && type !== 'value_count') {
    problems.add(field.value.offset, 'sigma.wrong-type', `Found several fields; expected one for ${type}.`);
  }
  return fields.map(({ text }) => text);
}

function readPercentile(map: YamlMap, type: SigmaCorrelationType, problems: Problems): number | undefined {
  const entry = type === 'value_percentile' ? entryOf(map, 'percentile') : undefined;
  if (entry === undefined) return undefined;
  const value = entry.value.kind === 'scalar' && typeof entry.value.value === 'number' ? entry.value.value : NaN;
  if (value >= 0 && value <= 100) return value;
  problems.add(
    entry.value.offset,
    'sigma.bad-value',
    `"percentile" is ${kindOf(entry.value)}; expected a number from 0 to 100.`,
  );
  return undefined;
}

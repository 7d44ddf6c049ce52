import { BlockList, isIP } from 'node:net';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** Request context: condition key (lower case) to its value or values. A key that is not there is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** One operator on one key. */
export interface ConditionTest {
  readonly key: string;
  readonly operator: Operator;
  readonly expected: readonly string[];
  readonly ifExists: boolean;
  readonly set: 'any' | 'all' | 'single';
}

/** How one value of the request compares with one value of the policy, and whether the operator is a negation. */
interface Operator {
  readonly negated: boolean;
  compare(expected: string, actual: string): boolean;
}

const equals: Operator['compare'] = (expected, actual) => expected === actual;
const equalsIgnoringCase: Operator['compare'] = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();
const like: Operator['compare'] = (expected, actual) => matchesWildcard(expected, actual);

function both(name: string, negatedName: string, compare: Operator['compare']): [string, Operator][] {
  return [
    [name, { negated: false, compare }],
    [negatedName, { negated: true, compare }],
  ];
}

function ordered(prefix: string, read: (text: string) => number): [string, Operator][] {
  const against = (test: (actual: number, expected: number) => boolean): Operator => ({
    negated: false,
    compare: (expected, actual) => test(read(actual), read(expected)),
  });
  return [
    [`${prefix}Equals`, against((a, b) => a === b)],
    [`${prefix}NotEquals`, { ...against((a, b) => a === b), negated: true }],
    [`${prefix}LessThan`, against((a, b) => a < b)],
    [`${prefix}LessThanEquals`, against((a, b) => a <= b)],
    [`${prefix}GreaterThan`, against((a, b) => a > b)],
    [`${prefix}GreaterThanEquals`, against((a, b) => a >= b)],
  ];
}

/** "IAM JSON policy elements: Condition operators", IAM User Guide. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ...both('StringEquals', 'StringNotEquals', equals),
  ...both('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', equalsIgnoringCase),
  ...both('StringLike', 'StringNotLike', like),
  ...both('ArnLike', 'ArnNotLike', matchesArn),
  ...both('ArnEquals', 'ArnNotEquals', matchesArn),
  ...both('IpAddress', 'NotIpAddress', inRange),
  ...ordered('Numeric', Number),
  ...ordered('Date', readDate),
  ['Bool', { negated: false, compare: equalsIgnoringCase }],
  // Handled where presence is known; listed so that the name is accepted.
  ['Null', { negated: false, compare: equals }],
]);

export function parseCondition(name: string, key: string, expected: readonly string[]): ConditionTest | undefined {
  const [, quantifier, rest = name] = /^(?:(ForAnyValue|ForAllValues):)?(.*)$/.exec(name) ?? [];
  const ifExists = rest.endsWith('IfExists');
  const operator = OPERATORS.get(ifExists ? rest.slice(0, -'IfExists'.length) : rest);
  if (operator === undefined) return undefined;
  const set = quantifier === 'ForAnyValue' ? 'any' : quantifier === 'ForAllValues' ? 'all' : 'single';
  return { key: key.toLowerCase(), operator, expected, ifExists, set };
}

/** Whether the condition holds; all conditions of a statement must. */
export function holds(test: ConditionTest, context: RequestContext): boolean {
  const actual = context.get(test.key) ?? [];
  if (test.operator === OPERATORS.get('Null')) {
    return test.expected.some((text) => (text.toLowerCase() === 'true') === (actual.length === 0));
  }
  // "Evaluation logic for conditions with multiple context keys or values": absence satisfies a negated operator,
  // `IfExists` and `ForAllValues`, and nothing else.
  if (actual.length === 0) return test.ifExists || test.operator.negated || test.set === 'all';
  const expected = test.expected.map((text) => substitute(text, context));
  const matches = (value: string): boolean => expected.some((one) => test.operator.compare(one, value));
  const accepted = (value: string): boolean => matches(value) !== test.operator.negated;
  return test.set === 'any' ? actual.some(accepted) : actual.every(accepted);
}

/** `${aws:username}` and the like ("IAM policy elements: Variables and tags", IAM User Guide). */
export function substitute(text: string, context: RequestContext): string {
  return text.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    return context.get(name.toLowerCase())?.[0] ?? whole;
  });
}

function readDate(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inRange(range: string, address: string): boolean {
  const [network = '', bits] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) === 0 || isIP(address) !== isIP(network)) return false;
  const list = new BlockList();
  list.addSubnet(network, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  return list.check(address, family);
}

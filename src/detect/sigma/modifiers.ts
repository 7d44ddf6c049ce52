import type { Encoding } from './encoding.ts';
import type { Problems } from './problems.ts';
import { TIME_PARTS } from './time-part.ts';
import type { TimePart } from './time-part.ts';
import type { Shape } from './wildcard.ts';

/** How the values of one field are to be compared: what a chain of modifiers comes to. */
export interface Comparison {
  readonly kind: 'text' | 're' | 'cidr' | 'compare' | 'exists' | 'fieldref';
  readonly shape: Shape;
  /** Of `compare`. */
  readonly relation: Relation;
  /** Of `compare`: the part of a date that is compared, instead of the value itself. */
  readonly part: TimePart | undefined;
  /** What is done to a text before it is searched for, in this order. */
  readonly encodings: readonly Encoding[];
  /** Placeholders in the values are replaced. */
  readonly expand: boolean;
  /** Every value must hold, instead of any. */
  readonly all: boolean;
  readonly negate: boolean;
  readonly cased: boolean;
  readonly windash: boolean;
  /** Flags of a regular expression: `i`, `m`, `s`. */
  readonly flags: string;
}

type Relation = 'eq' | 'lt' | 'lte' | 'gt' | 'gte';

const RELATIONS = ['lt', 'lte', 'gt', 'gte'] as const;
const KINDS = ['re', 'cidr', ...RELATIONS, 'exists', 'fieldref'];
const SHAPES = ['contains', 'startswith', 'endswith'] as const;
/** The flags of regular expressions, also under the names that pySigma gives them besides. */
const FLAG_NAMES: Readonly<Record<string, string>> = {
  i: 'i',
  m: 'm',
  s: 's',
  ignorecase: 'i',
  multiline: 'm',
  dotall: 's',
};
const FLAGS = Object.keys(FLAG_NAMES);
const PARTS = Object.keys(TIME_PARTS) as TimePart[];
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  base64: 'base64',
  base64offset: 'base64offset',
  wide: 'utf16le',
  utf16le: 'utf16le',
  utf16be: 'utf16be',
  utf16: 'utf16',
};
const ENCODERS = Object.keys(ENCODINGS);
const KNOWN = [...SHAPES, 'all', 'cased', 'neq', 'windash', ...KINDS, ...FLAGS, ...ENCODERS, 'expand', ...PARTS];

/** What a modifier cannot stand beside, where that is not simply "another of its kind". */
const EXCLUDES: readonly (readonly [string, readonly string[]])[] = [
  ['exists', [...SHAPES, 'all', 'cased', 'neq', 'windash', 'expand', ...ENCODERS, ...PARTS]],
  ['re', ['cased', 'windash', ...ENCODERS, ...PARTS]],
  ['cidr', [...SHAPES, 'cased', 'windash', ...ENCODERS, ...PARTS]],
  ...RELATIONS.map((kind) => [kind, [...SHAPES, 'cased', 'windash', 'neq', 'expand', ...ENCODERS]] as const),
  ['fieldref', ['windash', 'expand', ...ENCODERS, ...PARTS]],
  ...PARTS.map((part) => [part, [...SHAPES, 'cased', 'windash', 'expand', ...ENCODERS]] as const),
];

/** What must have been said before: modifiers apply in the order in which they are written. */
const BEFORE: readonly (readonly [string, readonly string[], string])[] = [
  ...SHAPES.map((shape) => [shape, ['re', 'base64', 'base64offset'], 'the other way round'] as const),
  ...ENCODERS.map((encoder) => [encoder, ['expand'], 'the placeholders to be replaced first'] as const),
  ...ENCODERS.map((encoder) => [encoder, ['windash'], 'the dashes to be replaced first'] as const),
  ...RELATIONS.map((relation) => [relation, PARTS, 'the part of the date first'] as const),
];

/** What keywords, which have no field, can be given. */
const FOR_KEYWORDS = ['all', 'cased', 'contains', 'windash', 're', ...FLAGS, ...ENCODERS, 'expand'];

/**
 * Reads the modifiers behind a field name. `names` come as written, `offset` is where the key stands. Undefined when
 * something was wrong, which is then in `problems`.
 */
export function readModifiers(
  names: readonly string[],
  hasField: boolean,
  offset: number,
  problems: Problems,
): Comparison | undefined {
  const before = problems.all.length;
  for (const [index, name] of names.entries()) checkName(names, index, name, offset, problems);
  const combination = (message: string): void => problems.add(offset, 'sigma.modifier-combination', message);

  for (const group of [KINDS, SHAPES, PARTS] as readonly (readonly string[])[]) {
    const found = names.filter((name) => group.includes(name));
    if (new Set(found).size > 1)
      combination(`The modifiers ${listed(found)} exclude each other; expected one of them.`);
  }
  for (const [name, excluded] of EXCLUDES) {
    const found = names.includes(name) ? excluded.filter((other) => names.includes(other)) : [];
    if (found.length > 0) combination(`The modifier "${name}" cannot be combined with ${listed(found)}.`);
  }
  for (const [later, earlier, expected] of BEFORE) {
    if (!names.includes(later)) continue;
    const found = earlier.filter((name) => names.indexOf(name) > names.indexOf(later));
    if (found.length > 0) combination(`The modifier "${later}" stands before ${listed(found)}; expected ${expected}.`);
  }
  if (!hasField) {
    const found = names.filter((name) => KNOWN.includes(name) && !FOR_KEYWORDS.includes(name));
    if (found.length > 0) combination(`Keywords have no field, so ${listed(found)} cannot be applied to them.`);
  }
  if (problems.all.length > before) return undefined;

  const relation = RELATIONS.find((name) => names.includes(name));
  const part = PARTS.find((name) => names.includes(name));
  const kind = (['re', 'cidr', 'exists', 'fieldref'] as const).find((name) => names.includes(name));
  const shape = SHAPES.find((name) => names.includes(name));
  return {
    kind: kind ?? (relation === undefined && part === undefined ? 'text' : 'compare'),
    shape: shape ?? (hasField ? 'equals' : 'contains'),
    relation: relation ?? 'eq',
    part,
    encodings: names.flatMap((name) => (Object.hasOwn(ENCODINGS, name) ? (ENCODINGS[name] ?? []) : [])),
    expand: names.includes('expand'),
    all: names.includes('all'),
    negate: names.includes('neq'),
    cased: names.includes('cased'),
    windash: names.includes('windash'),
    flags: ['i', 'm', 's'].filter((flag) => names.some((name) => FLAG_NAMES[name] === flag)).join(''),
  };
}

function checkName(names: readonly string[], index: number, name: string, offset: number, problems: Problems): void {
  if (!KNOWN.includes(name)) {
    problems.add(offset, 'sigma.unknown-modifier', `Unknown modifier "${name}"; expected one of ${KNOWN.join(', ')}.`);
  } else if (names.indexOf(name) !== index) {
    problems.add(offset, 'sigma.modifier-combination', `The modifier "${name}" is given twice.`);
  } else if (FLAGS.includes(name) && !names.slice(0, index).includes('re')) {
    problems.add(
      offset,
      'sigma.modifier-combination',
      `"${name}" is a flag of regular expressions; expected "re" before it.`,
    );
  }
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' and ');
}

import type { Problems } from './problems.ts';
import type { Shape } from './wildcard.ts';

/** How the values of one field are to be compared: what a chain of modifiers comes to. */
export interface Comparison {
  readonly kind: 'text' | 're' | 'cidr' | 'compare' | 'exists' | 'fieldref';
  readonly shape: Shape;
  readonly relation: Relation;
  /** Every value must hold, instead of any. */
  readonly all: boolean;
  readonly negate: boolean;
  readonly cased: boolean;
  readonly windash: boolean;
  /** Flags of a regular expression: `i`, `m`, `s`. */
  readonly flags: string;
}

type Relation = 'lt' | 'lte' | 'gt' | 'gte';

const KINDS = ['re', 'cidr', 'lt', 'lte', 'gt', 'gte', 'exists', 'fieldref'];
const SHAPES = ['contains', 'startswith', 'endswith'];
const FLAGS = ['i', 'm', 's'];
const SUPPORTED = [...SHAPES, 'all', 'cased', 'neq', 'windash', ...KINDS, ...FLAGS];
/** In the specification, but not in this engine yet: told apart from a misspelt name. */
const UNSUPPORTED = 'base64 base64offset utf16 utf16le utf16be wide expand minute hour day week month year'.split(' ');

/** What a modifier cannot stand beside, where that is not simply "another of its kind". */
const EXCLUDES: readonly (readonly [string, readonly string[]])[] = [
  ['exists', [...SHAPES, 'all', 'cased', 'neq', 'windash']],
  ...['re', 'cidr'].map((kind) => [kind, [...SHAPES, 'cased', 'windash']] as const),
  ...['lt', 'lte', 'gt', 'gte'].map((kind) => [kind, [...SHAPES, 'cased', 'windash', 'neq']] as const),
  ['fieldref', ['windash']],
  // `neq` on several values already means "none of them".
  ['neq', ['all']],
];

/** What keywords, which have no field, can be given. */
const FOR_KEYWORDS = ['all', 'cased', 'contains', 'windash', 're', ...FLAGS];

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

  for (const group of [KINDS, SHAPES]) {
    const found = names.filter((name) => group.includes(name));
    if (new Set(found).size > 1)
      combination(`The modifiers ${listed(found)} exclude each other; expected one of them.`);
  }
  for (const [name, excluded] of EXCLUDES) {
    const found = names.includes(name) ? excluded.filter((other) => names.includes(other)) : [];
    if (found.length > 0) combination(`The modifier "${name}" cannot be combined with ${listed(found)}.`);
  }
  if (!hasField) {
    const found = names.filter((name) => SUPPORTED.includes(name) && !FOR_KEYWORDS.includes(name));
    if (found.length > 0) combination(`Keywords have no field, so ${listed(found)} cannot be applied to them.`);
  }
  if (problems.all.length > before) return undefined;

  const relation = (['lt', 'lte', 'gt', 'gte'] as const).find((name) => names.includes(name));
  const kind = (['re', 'cidr', 'exists', 'fieldref'] as const).find((name) => names.includes(name));
  const shape = (['contains', 'startswith', 'endswith'] as const).find((name) => names.includes(name));
  return {
    kind: kind ?? (relation === undefined ? 'text' : 'compare'),
    shape: shape ?? (hasField ? 'equals' : 'contains'),
    relation: relation ?? 'lt',
    all: names.includes('all'),
    negate: names.includes('neq'),
    cased: names.includes('cased'),
    windash: names.includes('windash'),
    flags: FLAGS.filter((flag) => names.includes(flag)).join(''),
  };
}

function checkName(names: readonly string[], index: number, name: string, offset: number, problems: Problems): void {
  if (UNSUPPORTED.includes(name)) {
    problems.add(offset, 'sigma.unsupported', `The modifier "${name}" is not supported yet.`);
  } else if (!SUPPORTED.includes(name)) {
    problems.add(
      offset,
      'sigma.unknown-modifier',
      `Unknown modifier "${name}"; expected one of ${SUPPORTED.join(', ')}.`,
    );
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

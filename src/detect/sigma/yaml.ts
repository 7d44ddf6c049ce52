import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import type { Alias, Document, LineCounter, Node, Scalar, YAMLError } from 'yaml';
import type { Problems } from './problems.ts';

/** YAML as the loader wants it: three kinds of node, aliases expanded, each with its offset in the text. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, for plain scalars; else the unquoted text. */
  readonly text: string;
  readonly plain: boolean;
  /** The number that a plain scalar is by YAML, where its value is kept as text because it is not written the short way. */
  readonly number?: number;
  readonly offset: number;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlNode;
}

/** Bounds against files made to exhaust memory: alias bombs, endless nesting, dumps that are no rules. */
const LIMITS = { characters: 1024 * 1024, documents: 1000, nodes: 50_000, depth: 40, faults: 20 } as const;

/** The documents of a text; empty ones are left out. Syntax errors and broken limits go to `problems`. */
export function parseYaml(text: string, lines: LineCounter, problems: Problems): readonly YamlNode[] {
  if (text.length > LIMITS.characters) {
    problems.add(
      0,
      'sigma.too-large',
      `The file has ${text.length} characters; at most ${LIMITS.characters} are read.`,
    );
    return [];
  }
  const documents = parse(text, lines, problems);
  if (documents.length > LIMITS.documents) {
    const message = `The file has ${documents.length} documents; at most ${LIMITS.documents} are read.`;
    problems.add(documents[LIMITS.documents]?.range?.[0] ?? 0, 'sigma.too-large', message);
    return [];
  }
  const faults = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  for (const fault of faults.slice(0, LIMITS.faults)) addFault(fault, problems);
  if (faults.length > LIMITS.faults) {
    const [offset = 0] = faults[LIMITS.faults]?.pos ?? [];
    problems.add(offset, 'sigma.yaml', `Not valid YAML: ${faults.length - LIMITS.faults} more errors from here.`);
  }
  const sound = documents.filter((document) => document.errors.length + document.warnings.length === 0);
  return sound.flatMap((document) => {
    if (document.contents === null || isEmpty(document.contents)) return [];
    const tree = toTree(document, problems);
    return tree === undefined ? [] : [tree];
  });
}

function addFault(fault: YAMLError, problems: Problems): void {
  const [offset] = fault.pos;
  if (fault.code === 'DUPLICATE_KEY') {
    problems.add(offset, 'sigma.duplicate-key', 'This key is already set above; expected each key once.');
  } else {
    problems.add(offset, 'sigma.yaml', `Not valid YAML: ${fault.message}.`);
  }
}

function parse(text: string, lines: LineCounter, problems: Problems): readonly Document[] {
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    // The parser recurses: nesting far beyond any rule exhausts its stack before we could look at the depth.
    problems.add(
      0,
      'sigma.yaml',
      `The YAML cannot be read: ${error instanceof Error ? error.message : 'unknown error'}.`,
    );
    return [];
  }
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null;
}

function toTree(document: Document, problems: Problems): YamlNode | undefined {
  let nodes = 0;
  const targets = aliasTargets(document, problems);
  if (targets === undefined) return undefined;
  const convert = (node: unknown, depth: number, offset: number): YamlNode | undefined => {
    nodes += 1;
    if (nodes > LIMITS.nodes || depth > LIMITS.depth) return undefined;
    if (isAlias(node)) return convert(targets.get(node), depth + 1, node.range?.[0] ?? offset);
    if (isScalar(node)) return scalarOf(node, node.range?.[0] ?? offset);
    if (isSeq(node)) {
      const at = node.range?.[0] ?? offset;
      const items = all(node.items, (item) => convert(item, depth + 1, at));
      return items === undefined ? undefined : { kind: 'list', items, offset: at };
    }
    if (isMap(node)) {
      const at = node.range?.[0] ?? offset;
      const entries = all(node.items, ({ key, value }) => {
        const keyOffset = (isScalar(key) ? key.range?.[0] : undefined) ?? at;
        const converted = value === null ? emptyAt(keyOffset) : convert(value, depth + 1, keyOffset);
        if (converted === undefined) return undefined;
        return { key: isScalar(key) ? String(key.value) : '', keyOffset, value: converted };
      });
      return entries === undefined ? undefined : { kind: 'map', entries, offset: at };
    }
    return emptyAt(offset);
  };
  const tree = convert(document.contents, 0, 0);
  if (tree === undefined) {
    problems.add(
      document.range?.[0] ?? 0,
      'sigma.too-large',
      `The document has more than ${LIMITS.nodes} values (aliases count each time) or nests deeper than ${LIMITS.depth}.`,
    );
  }
  return tree;
}

/**
 * What each alias stands for: the node that had its anchor last before it. In one pass, as looking anew for each would take
 * time by the square of their number. Undefined when one has no anchor, which is then noted.
 */
function aliasTargets(document: Document, problems: Problems): ReadonlyMap<Alias, Node> | undefined {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let sound = true;
  visit(document, {
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
      else if (sound) {
        sound = false;
        const name = JSON.stringify(`*${alias.source.slice(0, 60)}`);
        problems.add(
          alias.range?.[0] ?? 0,
          'sigma.yaml',
          `Not valid YAML: ${name} stands for nothing; expected an anchor before it.`,
        );
      }
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return sound ? targets : undefined;
}

/** All results, or undefined as soon as one is. */
function all<Item, Result>(items: readonly Item[], each: (item: Item) => Result | undefined): Result[] | undefined {
  const results: Result[] = [];
  for (const item of items) {
    const result = each(item);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}

/**
 * Numbers stay numbers only when written as JavaScript would print them: `012345678901` is an account id and `1.10` a
 * version, and both would lose digits. What begins with a zero too many is no number to people at all.
 */
function scalarOf(node: Scalar, offset: number): YamlScalar {
  const { value } = node;
  const plain = node.type === 'PLAIN';
  const source = node.source ?? '';
  if (typeof value === 'string') return { kind: 'scalar', value, text: value, plain, offset };
  if (typeof value === 'number') {
    if (String(value) === source) return { kind: 'scalar', value, text: source, plain, offset };
    const number = Number.isFinite(value) && !/^[-+]?0\d/u.test(source) ? { number: value } : {};
    return { kind: 'scalar', value: source, text: source, plain, ...number, offset };
  }
  return { kind: 'scalar', value: typeof value === 'boolean' ? value : null, text: source, plain, offset };
}

function emptyAt(offset: number): YamlScalar {
  return { kind: 'scalar', value: null, text: '', plain: true, offset };
}

/** The node as plain JSON. */
export function toJson(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, toJson(value)]));
  }
}

export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** What a node is, for messages. */
export function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list';
  if (node.value === null) return 'nothing';
  return `the ${typeof node.value} ${JSON.stringify(node.text.slice(0, 60))}`;
}

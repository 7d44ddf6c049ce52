import { isAlias, isMap, isScalar, visit, type Document, type LineCounter } from 'yaml';
import type * as z from 'zod';

/** One thing wrong in the policy file. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  /** Dotted path within the file. */
  readonly path: string;
  /** What was expected there. */
  readonly message: string;
}

/** How often aliases may be unfolded: enough to name a list twice, too few to make a small file huge. */
const ALIASES = 50;

/** What the YAML parser found; its own words end with a position that ours begin with. */
export function yamlProblems(document: Document): PolicyProblem[] {
  return document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    column: error.linePos?.[0].col ?? 1,
    path: '',
    message: (error.message.split('\n', 1)[0] ?? error.code).replace(/ at line \d+, column \d+:?$/, ''),
  }));
}

/** The document as a plain value; an alias that leads nowhere, or to too much, is a problem of the file. */
export function plainValue(document: Document, lines: LineCounter): { value: unknown } | { problem: PolicyProblem } {
  try {
    return { value: document.toJS({ maxAliasCount: ALIASES }) };
  } catch {
    return { problem: aliasProblem(document, lines) };
  }
}

function aliasProblem(document: Document, lines: LineCounter): PolicyProblem {
  const found: { source: string; offset: number; lost: boolean }[] = [];
  visit(document, {
    Alias(_key, node) {
      found.push({ source: node.source, offset: node.range?.[0] ?? 0, lost: node.resolve(document) === undefined });
    },
  });
  const worst = found.find((alias) => alias.lost) ?? found.at(-1);
  const { line, col: column } = lines.linePos(worst?.offset ?? 0);
  const message =
    worst?.lost === true
      ? `expected an anchor &${worst.source} before the alias *${worst.source}`
      : `expected aliases that unfold at most ${ALIASES} times`;
  return { line, column, path: '', message };
}

/** A key that nobody knows is a problem where it stands, not where its parent begins. */
export function issueProblems(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): PolicyProblem[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ ...positionOf(document, lines, path), path: path.join('.'), message: wordsOf(issue) }];
  }
  return issue.keys.map((key) => ({
    ...keyPosition(document, lines, path, key),
    path: [...path, key].join('.'),
    message: 'expected no such key here',
  }));
}

/** Our own messages begin with `expected`; the library's are made to. */
function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^(Invalid|Too)[^:.]*[:.] (expected|Expected) /, 'expected ');
}

/** Where the value at a path stands; where there is none, its nearest parent. Lines and columns from 1. */
export function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly string[],
): { line: number; column: number } {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const range = rangeOf(nodeAt(document, path.slice(0, depth)));
    if (range !== undefined) return placeOf(lines, range[0]);
  }
  return { line: 1, column: 1 };
}

function keyPosition(
  document: Document,
  lines: LineCounter,
  path: readonly string[],
  key: string,
): { line: number; column: number } {
  const parent = nodeAt(document, path);
  const pair = isMap(parent)
    ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  const range = rangeOf(pair?.key);
  return range === undefined ? positionOf(document, lines, path) : placeOf(lines, range[0]);
}

function nodeAt(document: Document, path: readonly string[]): unknown {
  const node: unknown = document.getIn(
    path.map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    true,
  );
  return isAlias(node) ? node.resolve(document) : node;
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as { range?: [number, number, number] | null } | null | undefined)?.range ?? undefined;
}

function placeOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

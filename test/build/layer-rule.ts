import { posix } from 'node:path';
import { moduleImports, type ModuleImport } from './module-imports.ts';

/** Units of one row may not import each other; a file imports its own unit or any row above it. */
const ROWS: readonly (readonly string[])[] = [
  ['src/model'],
  ['src/errors.ts'],
  ['src/ports', 'src/config'],
  ['blocks'],
  [
    'src/ingest',
    'src/detect',
    'src/inspect',
    'src/alert',
    'src/enrich',
    'src/cases',
    'src/slack',
    'src/approve',
    'src/remediate',
    'src/trail',
  ],
  ['src/adapters'],
  ['src/app.ts', 'src/app'],
  ['src/cli', 'src/sandbox', 'src/build'],
  ['src/entry'],
  ['infra'],
];

const STAGES = ROWS[4] ?? [];
const ENTRY_LINES = 20;

/** The unit of DESIGN §3 that a file belongs to: a folder below `src`, a file in `src`, `blocks` or `infra`. */
function unitOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'src' ? `src/${second}` : top;
}

function rowOf(unit: string): number {
  return ROWS.findIndex((row) => row.includes(unit));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What one import breaks, as a sentence, or undefined. `target` is the imported file for a relative specifier. */
function problemOf(
  file: string,
  entry: ModuleImport,
  target: string | undefined,
  files: ReadonlySet<string>,
): string | undefined {
  const unit = unitOf(file);
  if (entry.specifier === undefined) return 'imports a computed name, which no test can follow';

  if (target === undefined) {
    const name = packageOf(entry.specifier);
    if (unit === 'src/model') return `imports ${name}: model imports nothing but model`;
    if (entry.typeOnly) return undefined;
    if (unit === 'src/ports' || unit === 'blocks') return `imports a value of ${name}: ${unit} takes types only`;
    if (STAGES.includes(unit) && /^@(aws-sdk|smithy)\//.test(name)) {
      return `imports a value of ${name}: stages reach AWS through ports only`;
    }
    return undefined;
  }

  if (target === 'package.json') return undefined;
  const targetUnit = unitOf(target);
  if (rowOf(targetUnit) === -1) return `imports ${target}, which is in no layer`;
  if (/\.[cm]?tsx?$/.test(target) && !files.has(target)) return `imports ${target}, which does not exist`;
  if (file.startsWith('src/detect/sigma/') && !target.startsWith('src/detect/sigma/')) {
    return `imports ${target}: sigma stands alone`;
  }
  if (targetUnit === 'src/sandbox' && unit !== 'src/sandbox' && file !== 'src/entry/sandbox.ts') {
    return `imports ${target}: only entry/sandbox.ts may start the sandbox`;
  }
  if (targetUnit === unit || rowOf(targetUnit) < rowOf(unit)) return undefined;
  return `imports ${target}: ${unit} is not above ${targetUnit}`;
}

function firstCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (finished.has(file)) return undefined;
    const seenAt = path.indexOf(file);
    if (seenAt !== -1) return [...path.slice(seenAt), file];
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    finished.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/**
 * Every breach of the import rule (`docs/architecture.md`), each as `file:line what is wrong`.
 * @param sources the text of every module by its path from the project's root, with `/`.
 */
export function layerProblems(sources: ReadonlyMap<string, string>): string[] {
  const files = new Set(sources.keys());
  const problems: string[] = [];
  const edges = new Map<string, string[]>();
  for (const [file, source] of sources) {
    if (rowOf(unitOf(file)) === -1) problems.push(`${file}:1 is in no layer`);
    const lines = source.trimEnd().split('\n').length;
    if (file.startsWith('src/entry/') && lines > ENTRY_LINES) {
      problems.push(`${file}:1 has ${lines} lines: an entry only chooses adapters, in at most ${ENTRY_LINES}`);
    }
    const targets: string[] = [];
    for (const entry of moduleImports(file, source)) {
      const target = entry.specifier?.startsWith('.')
        ? posix.normalize(posix.join(posix.dirname(file), entry.specifier))
        : undefined;
      if (target !== undefined) targets.push(target);
      const problem = problemOf(file, entry, target, files);
      if (problem !== undefined) problems.push(`${file}:${entry.line} ${problem}`);
    }
    edges.set(file, targets);
  }
  const cycle = firstCycle(edges);
  if (cycle !== undefined) problems.push(`cycle: ${cycle.join(' -> ')}`);
  return problems;
}

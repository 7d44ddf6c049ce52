import { parseSync, Visitor } from 'oxc-parser';

/** One place where a module names another. */
export interface ModuleImport {
  /** As written; undefined where it is computed, which no test can follow. */
  readonly specifier: string | undefined;
  /** True for `import type`, `export type … from` and `import('…')` in a type. */
  readonly typeOnly: boolean;
  readonly line: number;
}

interface Literal {
  readonly type: string;
  readonly value?: unknown;
}

/**
 * Everything that a TypeScript module imports: static and dynamic, values and types, `require` and `new URL('./x.ts',
 * import.meta.url)` included, because a worker thread started that way is an import too.
 */
export function moduleImports(file: string, source: string): ModuleImport[] {
  const parsed = parseSync(file, source);
  const failure = parsed.errors[0];
  if (failure !== undefined) throw new Error(`${file}: ${failure.message}`);

  const found: ModuleImport[] = [];
  const add = (node: { readonly start: number }, specifier: Literal, typeOnly: boolean): void => {
    found.push({
      specifier: typeof specifier.value === 'string' ? specifier.value : undefined,
      typeOnly,
      line: source.slice(0, node.start).split('\n').length,
    });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source, node.importKind === 'type'),
    ExportAllDeclaration: (node) => add(node, node.source, node.exportKind === 'type'),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source, node.exportKind === 'type');
    },
    TSImportType: (node) => add(node, node.source, true),
    ImportExpression: (node) => add(node, node.source, false),
    CallExpression: (node) => {
      const [argument] = node.arguments;
      if (node.callee.type === 'Identifier' && node.callee.name === 'require' && argument !== undefined) {
        add(node, argument, false);
      }
    },
    NewExpression: (node) => {
      const [target, base] = node.arguments;
      const relativeToModule =
        node.callee.type === 'Identifier' && node.callee.name === 'URL' && base?.type === 'MemberExpression';
      if (relativeToModule && target?.type === 'Literal' && /\.[cm]?tsx?$/.test(String(target.value))) {
        add(node, target, false);
      }
    },
  }).visit(parsed.program);
  return found;
}

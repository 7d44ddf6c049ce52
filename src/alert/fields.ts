import { isObject } from '../model/json.ts';

/** Readers of records, in which nothing is guaranteed to be there or to have its type. */

export function textAt(value: unknown, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function numberAt(value: unknown, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

export function objectAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const found: unknown = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** The nodes at a path of keys joined by dots, where `[]` goes through a list: `instancesSet.items[]`. */
export function nodesAt(value: unknown, path: string): readonly unknown[] {
  let nodes: readonly unknown[] = [value];
  if (path === '') return nodes;
  for (const step of path.split('.')) {
    const key = step.replace(/\[\]$/, '');
    nodes = step.endsWith('[]')
      ? nodes.flatMap((node) => listAt(node, key))
      : nodes.map((node) => (isObject(node) ? node[key] : undefined));
  }
  return nodes;
}

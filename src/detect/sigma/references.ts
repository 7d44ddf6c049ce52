import type { Problems } from './problems.ts';
import { kindOf } from './yaml.ts';
import type { YamlNode } from './yaml.ts';

/** A rule's id or name, where it stands in a file. */
export interface Reference {
  readonly text: string;
  readonly offset: number;
}

/** One text, or a list of different ones; problems are noted, and the result is then what could be read. */
export function readReferences(node: YamlNode, expected: string, problems: Problems): readonly Reference[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length === 0) problems.add(node.offset, 'sigma.wrong-type', `Found an empty list; expected ${expected}.`);
  const references: Reference[] = [];
  for (const item of items) {
    if (item.kind !== 'scalar' || item.value === null || item.text.trim() === '') {
      problems.add(item.offset, 'sigma.wrong-type', `Found ${kindOf(item)}; expected ${expected}.`);
      continue;
    }
    const text = item.text.trim();
    if (references.some((other) => other.text === text)) {
      problems.add(item.offset, 'sigma.duplicate-reference', `${JSON.stringify(text)} is named twice; expected once.`);
    } else references.push({ text, offset: item.offset });
  }
  return references;
}

/** Finds rules by id and by name among everything that is loaded together. */
export interface Directory<Rule> {
  find(text: string): Rule | undefined;
  /** Whether something has this id or name, if only a rule that could not be read. */
  isKnown(text: string): boolean;
}

import type { WildcardPart } from './types.ts';

const ANY_MANY: WildcardPart = { any: 'many' };

/**
 * A Sigma string as parts. A backslash makes `*`, `?` and the backslash itself plain; before anything else, and at the
 * end, it stands for itself.
 */
export function parseWildcards(text: string): WildcardPart[] {
  const parts: WildcardPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ text: literal });
    literal = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      index += 1;
    } else if (character === '*' || character === '?') {
      flush();
      parts.push({ any: character === '*' ? 'many' : 'one' });
    } else {
      literal += character;
    }
  }
  flush();
  return parts;
}

export type Shape = 'equals' | 'contains' | 'startswith' | 'endswith';

/** Opens the pattern at the ends that the modifier leaves free. */
export function shaped(parts: readonly WildcardPart[], shape: Shape): WildcardPart[] {
  const before = shape === 'contains' || shape === 'endswith' ? [ANY_MANY] : [];
  const after = shape === 'contains' || shape === 'startswith' ? [ANY_MANY] : [];
  const all = [...before, ...parts, ...after];
  return all.filter((part, index) => !isMany(part) || !isMany(all[index - 1]));
}

function isMany(part: WildcardPart | undefined): boolean {
  return part !== undefined && 'any' in part && part.any === 'many';
}

/** `windash`: every dash or slash becomes any of the characters that may begin an option. */
export function withDashes(parts: readonly WildcardPart[]): WildcardPart[] {
  return parts.flatMap((part): WildcardPart[] => {
    if (!('text' in part)) return [part];
    return part.text
      .split(/([-/\u2013\u2014\u2015])/u)
      .map((piece, place): WildcardPart => (place % 2 === 1 ? { any: 'dash' } : { text: piece }))
      .filter((piece) => !('text' in piece) || piece.text !== '');
  });
}

/** What `windash` takes for one another. */
export const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'] as const;

/** Every way to write the dashes: for encodings, which cannot leave them open. Undefined above three dashes. */
export function dashesWritten(parts: readonly WildcardPart[]): readonly (readonly WildcardPart[])[] | undefined {
  const dashes = parts.filter((part) => 'any' in part && part.any === 'dash').length;
  if (dashes > 3) return undefined;
  return parts.reduce<readonly (readonly WildcardPart[])[]>(
    (ways, part) => {
      const written = 'any' in part && part.any === 'dash' ? DASHES.map((text) => ({ text })) : [part];
      return ways.flatMap((way) => written.map((one) => [...way, one]));
    },
    [[]],
  );
}

/** The plain text that the parts stand for, or undefined when there is a wildcard among them. */
export function plainText(parts: readonly WildcardPart[]): string | undefined {
  let text = '';
  for (const part of parts) {
    if (!('text' in part)) return undefined;
    text += part.text;
  }
  return text;
}

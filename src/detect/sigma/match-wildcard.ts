import type { WildcardPart } from './types.ts';
import { DASHES } from './wildcard.ts';

const DASH = new Set<string>(DASHES);

// Without the flag `u`, which would see whole pairs only as the characters that they encode.
const SURROGATE = /[\uD800-\uDFFF]/;

/** One character of a pattern. */
type Token = { readonly character: string } | 'one' | 'dash';

/**
 * A test of whole strings against a pattern. Never backtracks: each segment between `*` takes its leftmost place, so the
 * time is at most length × pattern. The caller folds case on both sides.
 */
export function wildcardMatcher(parts: readonly WildcardPart[]): (text: string) => boolean {
  const segments = segmentsOf(parts);
  const texts = segments.map(textOf);
  if (texts.every((text) => text !== undefined)) return (text) => matchTexts(texts, text);

  const tokens = segments.map((segment) => segment.flatMap(tokensOf));
  // `?` is one character, which is two UTF-16 units where there is a surrogate pair.
  return (text) => matchTokens(tokens, SURROGATE.test(text) ? Array.from(text) : text);
}

/** The parts between the `*`. */
function segmentsOf(parts: readonly WildcardPart[]): readonly (readonly WildcardPart[])[] {
  const segments: WildcardPart[][] = [[]];
  for (const part of parts) {
    if ('any' in part && part.any === 'many') segments.push([]);
    else segments.at(-1)?.push(part);
  }
  return segments;
}

function textOf(segment: readonly WildcardPart[]): string | undefined {
  const texts = segment.map((part) => ('text' in part ? part.text : undefined));
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
}

function tokensOf(part: WildcardPart): readonly Token[] {
  if ('any' in part) return part.any === 'dash' ? ['dash'] : ['one'];
  return Array.from(part.text, (character) => ({ character }));
}

/** The common case, without `?`: left to the engine's own string search. */
function matchTexts(segments: readonly string[], text: string): boolean {
  const first = segments[0] ?? '';
  if (segments.length === 1) return text === first;
  const last = segments.at(-1) ?? '';
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (let index = 1; index < segments.length - 1; index += 1) {
    const segment = segments[index] ?? '';
    const found = text.indexOf(segment, from);
    if (found < 0) return false;
    from = found + segment.length;
  }
  return from <= end;
}

function matchTokens(segments: readonly (readonly Token[])[], text: ArrayLike<string>): boolean {
  const first = segments[0] ?? [];
  if (segments.length === 1) return text.length === first.length && fits(first, text, 0);
  const last = segments.at(-1) ?? [];
  const end = text.length - last.length;
  if (end < first.length || !fits(first, text, 0) || !fits(last, text, end)) return false;
  let from = first.length;
  for (const segment of segments.slice(1, -1)) {
    while (from + segment.length <= end && !fits(segment, text, from)) from += 1;
    from += segment.length;
  }
  return from <= end;
}

function fits(tokens: readonly Token[], text: ArrayLike<string>, at: number): boolean {
  return tokens.every((token, index) => {
    const character = text[at + index] ?? '';
    if (token === 'one') return true;
    return token === 'dash' ? DASH.has(character) : token.character === character;
  });
}

import type { WildcardPart } from './types.ts';
import { plainText } from './wildcard.ts';

/** The encoding modifiers, `wide` under its other name `utf16le`. They apply in the order in which they are written. */
export type Encoding = 'utf16le' | 'utf16be' | 'utf16' | 'base64' | 'base64offset';

export type Encoded =
  | { readonly ok: true; readonly alternatives: readonly (readonly WildcardPart[])[] }
  | { readonly ok: false; readonly expected: string };

/** Bytes before the text, and how many characters of the result they and the text's neighbours can change. */
const OFFSETS = [
  { before: 0, start: 0 },
  { before: 1, start: 2 },
  { before: 2, start: 3 },
] as const;

/** Characters at the end that depend on what follows, by the bytes left over from groups of three. */
const UNSETTLED = [0, 3, 2] as const;

/** A pattern encoded; `base64offset` gives one alternative for each place that the text can have in a group of bytes. */
export function encoded(parts: readonly WildcardPart[], encodings: readonly Encoding[]): Encoded {
  if (encodings.length === 0) return { ok: true, alternatives: [parts] };
  if (encodings.every((encoding) => !encoding.startsWith('base64'))) return widened(parts, encodings);

  const text = plainText(parts);
  if (text === undefined) return { ok: false, expected: 'a text without wildcards, as they cannot be encoded' };
  if (!text.isWellFormed()) return { ok: false, expected: 'well-formed Unicode' };
  let alternatives: readonly Uint8Array[] = [new TextEncoder().encode(text)];
  let wide = false;
  for (const encoding of encodings) {
    // Of a single byte nothing is certain to be seen, so that anything would match.
    if (encoding === 'base64offset' && alternatives.some((bytes) => bytes.length < 2)) {
      return { ok: false, expected: 'at least two bytes, as one cannot be told within base64' };
    }
    alternatives = alternatives.flatMap((bytes) => step(bytes, encoding));
    wide = encoding.startsWith('utf16');
  }
  // What stands in a text of an event are characters: bytes that are none cannot be searched for.
  if (wide && alternatives.some((bytes) => bytes.some((byte) => byte > 0x7f))) {
    return { ok: false, expected: 'ASCII, as these bytes are no text' };
  }
  return { ok: true, alternatives: alternatives.map((bytes) => [{ text: latin1(bytes) }]) };
}

function step(bytes: Uint8Array, encoding: Encoding): readonly Uint8Array[] {
  switch (encoding) {
    case 'base64':
      return [ascii(btoa(latin1(bytes)))];
    case 'base64offset':
      return OFFSETS.map(({ before, start }) => {
        const shifted = new Uint8Array(before + bytes.length);
        shifted.set(bytes, before);
        const text = btoa(latin1(shifted));
        return ascii(text.slice(start, text.length - (UNSETTLED[shifted.length % 3] ?? 0)));
      });
    case 'utf16le':
    case 'utf16be':
    case 'utf16':
      return [utf16(new TextDecoder().decode(bytes), encoding)];
  }
}

function utf16(text: string, encoding: 'utf16le' | 'utf16be' | 'utf16'): Uint8Array {
  const marked = encoding === 'utf16' ? `\uFEFF${text}` : text;
  const view = new DataView(new ArrayBuffer(marked.length * 2));
  for (let index = 0; index < marked.length; index += 1) {
    view.setUint16(index * 2, marked.charCodeAt(index), encoding !== 'utf16be');
  }
  return new Uint8Array(view.buffer);
}

/** UTF-16 alone, as it looks where the bytes were taken for characters: a NUL beside every character. */
function widened(parts: readonly WildcardPart[], encodings: readonly Encoding[]): Encoded {
  let result = parts;
  for (const encoding of encodings) {
    if (result.some((part) => 'text' in part && /[^\0-\x7F]/u.test(part.text.replace('\uFEFF', '')))) {
      return { ok: false, expected: 'ASCII, as other characters are no text in UTF-16 bytes; or base64 behind it' };
    }
    const wide = result.map((part) => ('text' in part ? { text: spread(part.text, encoding) } : part));
    result = encoding === 'utf16' ? [{ text: '\uFEFF' }, ...wide] : wide;
  }
  return { ok: true, alternatives: [result] };
}

function spread(text: string, encoding: Encoding): string {
  return Array.from(text, (character) => (encoding === 'utf16be' ? `\0${character}` : `${character}\0`)).join('');
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

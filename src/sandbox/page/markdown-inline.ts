import { EMOJI_CODE, emojiGlyph } from './emoji.ts';
import { textOf, type Atom, type Inline, type Style } from './mrkdwn-nodes.ts';
import { safeUrl } from './safe-url.ts';

/** Longest first: `**` must not be read as two `*`. */
const MARKS: readonly (readonly [mark: string, style: Style])[] = [
  ['**', 'bold'],
  ['__', 'bold'],
  ['~~', 'strike'],
  ['*', 'italic'],
  ['_', 'italic'],
];
const ESCAPED = /\\([\\`*_{}[\]()#+\-.!&~>])/y;
const LINK = /!?\[([^[\]\n]*)\]\(([^()\s]+)\)/y;
const CODE = /`([^`\n]+)`/y;
const WORD = /[\p{L}\p{N}]/u;
/** Styles inside styles; hostile text could go on for ever. */
const MAX_DEPTH = 8;

interface Found {
  readonly node: Atom;
  readonly length: number;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** An image is shown as a link with its text, as Slack does. An address that nothing may open leaves the text. */
function link(text: string, at: number, depth: number): Found | undefined {
  const found = matchAt(LINK, text, at);
  if (found === undefined) return undefined;
  const href = safeUrl(found[2] ?? '');
  const children = parseMarkdownInline(found[1] ?? '', depth + 1);
  if (href === undefined) return { node: { kind: 'style', style: 'italic', children }, length: found[0].length };
  return { node: { kind: 'link', href, children }, length: found[0].length };
}

/** Where the mark that was opened closes: not after a space, and underscores only at the end of a word. */
function closing(text: string, from: number, mark: string): number {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + mark.length)) {
    const insideWord = mark.startsWith('_') && WORD.test(text[at + mark.length] ?? '');
    if (!insideWord && !/\s/.test(text[at - 1] ?? '')) return at;
  }
  return -1;
}

function styled(text: string, at: number, depth: number): Found | undefined {
  const [mark, style] = MARKS.find(([candidate]) => text.startsWith(candidate, at)) ?? [];
  if (mark === undefined || style === undefined) return undefined;
  const from = at + mark.length;
  const insideWord = mark.startsWith('_') && WORD.test(text[at - 1] ?? '');
  let close = insideWord || /\s/.test(text[from] ?? ' ') ? -1 : closing(text, from + 1, mark);
  if (close === -1) return undefined;
  // `***x***`: the outer mark closes last.
  while (text.startsWith(mark[0] ?? '', close + mark.length)) close += 1;
  const children = parseMarkdownInline(text.slice(from, close), depth + 1);
  return { node: { kind: 'style', style, children }, length: close + mark.length - at };
}

function markAt(text: string, at: number, depth: number): Found | undefined {
  const char = text[at] ?? '';
  if (char === '\\') {
    const escaped = matchAt(ESCAPED, text, at);
    return escaped?.[1] === undefined ? undefined : { node: escaped[1], length: 2 };
  }
  if (char === '`') {
    const code = matchAt(CODE, text, at);
    if (code?.[1] === undefined) return undefined;
    return { node: { kind: 'code', children: [{ kind: 'text', text: code[1] }] }, length: code[0].length };
  }
  if (char === '[' || char === '!') return link(text, at, depth);
  if (char === ':') {
    const code = matchAt(EMOJI_CODE, text, at);
    const glyph = code?.[1] === undefined ? undefined : emojiGlyph(code[1]);
    if (code?.[1] === undefined || glyph === undefined) return undefined;
    return { node: { kind: 'emoji', name: code[1], glyph }, length: code[0].length };
  }
  return depth < MAX_DEPTH ? styled(text, at, depth) : undefined;
}

/** One stretch of standard Markdown. https://docs.slack.dev/reference/block-kit/blocks/markdown-block lists what Slack reads. */
export function parseMarkdownInline(text: string, depth = 0): Inline[] {
  const atoms: Atom[] = [];
  for (let at = 0; at < text.length;) {
    const next = markAt(text, at, depth);
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    atoms.push(next?.node ?? char);
    at += next?.length ?? char.length;
  }
  return textOf(atoms);
}

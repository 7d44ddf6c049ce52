import { EMOJI_CODE, emojiGlyph } from './emoji.ts';
import { textOf, type Atom, type Inline } from './mrkdwn-nodes.ts';
import { safeUrl } from './safe-url.ts';

const CONTROL = /<([^<>\n]+)>/y;
const ENTITY = /&(amp|lt|gt);/y;
const BARE_URL = /(?:https?:\/\/|www\.(?=[^\s<>&|`.]+\.))(?:&(?!lt;|gt;)|[^\s<>&|`])+/y;
const CODE = /`([^`\n]+)`/y;
const CHANNEL_NAME = /#([\p{Ll}\p{Lo}\p{N}_-]{0,79}[\p{Ll}\p{Lo}\p{N}])(?![\p{L}\p{N}])/uy;
/** Punctuation that ends a sentence rather than the address before it. */
const URL_TAIL = new Set('.,;:!?\'")]}*_~');
const ALPHANUMERIC = /[\p{L}\p{N}]/u;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** True beside a letter or digit: there `*`, `_`, `~` and backticks are plain characters (`snake_case`, `2*3*4`). */
export function isWordCharacter(atom: Atom | undefined): boolean {
  return typeof atom === 'string' && ALPHANUMERIC.test(atom);
}

/** `&amp;`, `&lt;` and `&gt;` undone once, and no other entity: the three that Slack decodes. */
function unescapeOnce(text: string): string {
  return text.replaceAll(/&(amp|lt|gt);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

function command(body: string, label: string | undefined): Atom | undefined {
  if (body === 'here' || body === 'channel' || body === 'everyone') return { kind: 'broadcast', range: body };
  const [name = '', first = '', second = '', href] = body.split('^');
  if (name === 'subteam' && first !== '') {
    return { kind: 'usergroup', id: first, ...(label === undefined ? {} : { label: unescapeOnce(label) }) };
  }
  if (name === 'date') {
    const link = href === undefined ? undefined : safeUrl(unescapeOnce(href));
    return {
      kind: 'date',
      seconds: /^-?\d+$/.test(first) ? Number(first) : Number.NaN,
      format: unescapeOnce(second),
      fallback: unescapeOnce(label ?? ''),
      ...(link === undefined ? {} : { href: link }),
    };
  }
  return undefined;
}

/** What stands between `<` and `>`, or undefined when it means nothing to Slack and stays as written. */
function control(inside: string, options: LexOptions): Atom | undefined {
  const [target, label] = split(inside, '|');
  const reference = /^([@#])([A-Z][A-Z0-9]+)$/.exec(target);
  if (reference !== null) {
    const kind = reference[1] === '@' ? 'user' : 'channel';
    return { kind, id: reference[2] ?? '', ...(label ? { label: unescapeOnce(label) } : {}) };
  }
  if (target.startsWith('!')) return command(target.slice(1), label);
  const href = safeUrl(unescapeOnce(target));
  if (href === undefined) return undefined;
  const shown = label === undefined || label === '' ? target.replace(/^mailto:/, '') : label;
  const children = options.label?.(shown) ?? textOf(lex(shown, { plain: true, autolink: false }));
  return { kind: 'link', href, children };
}

/** An address without brackets; one that begins with `www.` is shown as it was written. */
function bareUrl(text: string, at: number): { readonly atom: Atom; readonly length: number } | undefined {
  const found = matchAt(BARE_URL, text, at)?.[0] ?? '';
  let length = found.length;
  while (URL_TAIL.has(found[length - 1] ?? '')) length -= 1;
  const shown = unescapeOnce(found.slice(0, length));
  const href = safeUrl(shown.startsWith('www.') ? `http://${shown}` : shown);
  if (href === undefined) return undefined;
  return { atom: { kind: 'link', href, children: [{ kind: 'text', text: shown }] }, length };
}

export interface LexOptions {
  /** Inside code: no emoji, no code, no bare addresses. `<...>` still counts there, so that nothing injected hides. */
  readonly plain: boolean;
  /** Whether bare addresses become links; off for text objects with `verbatim: true`. */
  readonly autolink: boolean;
  /** Finds the channel that a bare `#name` means; without it, names stay text. */
  readonly channelNamed?: (name: string) => string | undefined;
  /** Reads the text of a link; without it, that is plain. */
  readonly label?: (text: string) => Inline[];
}

/**
 * Turns one stretch of mrkdwn into atoms: characters with their entities undone once, and whole things (links, mentions,
 * dates, emoji, code) in which `*`, `_` and `~` no longer count.
 */
export function lex(text: string, options: LexOptions): Atom[] {
  const atoms: Atom[] = [];
  let at = 0;
  const take = (atom: Atom, length: number): void => {
    atoms.push(atom);
    at += length;
  };
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const inside = char === '<' ? matchAt(CONTROL, text, at) : undefined;
    const known = inside?.[1] === undefined ? undefined : control(inside[1], options);
    if (inside !== undefined && known !== undefined) {
      take(known, inside[0].length);
      continue;
    }
    const entity = char === '&' ? matchAt(ENTITY, text, at) : undefined;
    if (entity !== undefined) {
      take(ENTITIES[entity[1] ?? ''] ?? char, entity[0].length);
      continue;
    }
    if (!options.plain) {
      const code = char === ':' ? matchAt(EMOJI_CODE, text, at) : undefined;
      const glyph = code?.[1] === undefined ? undefined : emojiGlyph(code[1]);
      if (code?.[1] !== undefined && glyph !== undefined) {
        take({ kind: 'emoji', name: code[1], glyph }, code[0].length);
        continue;
      }
      const span = char === '`' && !isWordCharacter(atoms.at(-1)) ? matchAt(CODE, text, at) : undefined;
      if (span?.[1] !== undefined && !isWordCharacter(text[at + span[0].length])) {
        take({ kind: 'code', children: textOf(lex(span[1], { plain: true, autolink: false })) }, span[0].length);
        continue;
      }
      if (options.autolink && (char === 'h' || char === 'w') && !isWordCharacter(atoms.at(-1))) {
        const link = bareUrl(text, at);
        if (link !== undefined) {
          take(link.atom, link.length);
          continue;
        }
      }
      const named = char === '#' && !isWordCharacter(atoms.at(-1)) ? matchAt(CHANNEL_NAME, text, at) : undefined;
      const channel = named?.[1] === undefined ? undefined : options.channelNamed?.(named[1]);
      if (named !== undefined && channel !== undefined) {
        take({ kind: 'channel', id: channel }, named[0].length);
        continue;
      }
    }
    take(char, char.length);
  }
  return atoms;
}

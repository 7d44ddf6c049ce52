import { isWordCharacter, lex, type LexOptions } from './mrkdwn-lex.ts';
import { textOf, type Atom, type Block, type Inline, type Style } from './mrkdwn-nodes.ts';

/** What is done to text that carries no markup. */
type Bare = Pick<LexOptions, 'autolink' | 'channelNamed'>;

const STYLES: ReadonlyMap<Atom, Style> = new Map<Atom, Style>([
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strike'],
]);
const FENCE = /```([\s\S]+?)```/g;
const QUOTE_MARK = /^(?:>|&gt;) ?/;
const QUOTE_REST = /^(?:>|&gt;){3}/;

function isSpace(atom: Atom | undefined): boolean {
  return typeof atom === 'string' && /\s/.test(atom);
}

function canOpen(atoms: readonly Atom[], at: number, end: number): boolean {
  const next = at + 1 < end ? atoms[at + 1] : undefined;
  return next !== undefined && !isSpace(next) && next !== atoms[at] && !borders(atoms, at - 1, atoms[at]);
}

function canClose(atoms: readonly Atom[], at: number): boolean {
  return !isSpace(atoms[at - 1]) && atoms[at - 1] !== atoms[at] && !borders(atoms, at + 1, atoms[at]);
}

/** Whether the neighbour forbids a mark: a letter or digit, or the same mark again (`**x**` is not bold in Slack). */
function borders(atoms: readonly Atom[], at: number, mark: Atom | undefined): boolean {
  const neighbour = at < 0 ? undefined : atoms[at];
  return neighbour !== undefined && (isWordCharacter(neighbour) || neighbour === mark);
}

function styled(atoms: readonly Atom[], start: number, end: number, open: ReadonlySet<Style>): Inline[] {
  const out: Atom[] = [];
  // Whether a mark closes does not depend on what opened it: one fruitless search answers for the rest of the line,
  // which keeps hostile text such as `*a *a *a ...` linear.
  const hopeless = new Map<Atom, number>();
  let at = start;
  while (at < end) {
    const atom = atoms[at] ?? '';
    const style = STYLES.get(atom);
    if (style !== undefined && !open.has(style) && at >= (hopeless.get(atom) ?? 0) && canOpen(atoms, at, end)) {
      let close = at + 2;
      while (close < end && atoms[close] !== '\n' && !(atoms[close] === atom && canClose(atoms, close))) close += 1;
      if (close < end && atoms[close] === atom) {
        out.push({ kind: 'style', style, children: styled(atoms, at + 1, close, new Set([...open, style])) });
        at = close + 1;
        continue;
      }
      hopeless.set(atom, close);
    }
    out.push(atom);
    at += 1;
  }
  return textOf(out);
}

/** The text of a link may be styled and hold emoji, but no further link. */
function label(text: string): Inline[] {
  const atoms = lex(text, { plain: false, autolink: false });
  return styled(atoms, 0, atoms.length, new Set());
}

function inline(text: string, bare: Bare): Inline[] {
  const atoms = lex(text, { plain: false, ...bare, label });
  return styled(atoms, 0, atoms.length, new Set());
}

function trimBreaks(text: string): string {
  return text.replace(/^\n/, '').replace(/\n$/, '');
}

function lines(text: string, bare: Bare): Block[] {
  const blocks: Block[] = [];
  let run: { readonly kind: 'paragraph' | 'quote'; readonly lines: string[] } | undefined;
  const flush = (): void => {
    if (run !== undefined) blocks.push({ kind: run.kind, children: inline(run.lines.join('\n'), bare) });
    run = undefined;
  };
  const all = text.split('\n');
  for (const [index, line] of all.entries()) {
    if (QUOTE_REST.test(line)) {
      flush();
      const rest = [line.replace(QUOTE_REST, '').replace(/^ /, ''), ...all.slice(index + 1)].join('\n');
      blocks.push({ kind: 'quote', children: inline(rest, bare) });
      return blocks;
    }
    const kind = QUOTE_MARK.test(line) ? 'quote' : 'paragraph';
    if (run?.kind !== kind) flush();
    run ??= { kind, lines: [] };
    run.lines.push(kind === 'quote' ? line.replace(QUOTE_MARK, '') : line);
  }
  flush();
  return blocks;
}

export interface MrkdwnOptions extends Pick<LexOptions, 'channelNamed'> {
  readonly verbatim?: boolean;
}

/**
 * Parses Slack's mrkdwn as Slack shows it. https://docs.slack.dev/messaging/formatting-message-text/
 *
 * Where the documentation is silent, the reading is the one that hides least: `<...>` counts inside code too, an unknown
 * `<...>` and an address that is neither http(s) nor mailto stay as written, and bare addresses become links unless the
 * text object says `verbatim`. Names of channels do where `channelNamed` is given: in text objects, not in the text of a
 * message.
 */
export function parseMrkdwn(text: string, options: MrkdwnOptions = {}): Block[] {
  const bare: Bare = options.verbatim === true ? { autolink: false } : { autolink: true, ...options };
  const blocks: Block[] = [];
  let from = 0;
  const between = (part: string): void => {
    if (part !== '') blocks.push(...lines(part, bare));
  };
  for (const fence of text.matchAll(FENCE)) {
    between(trimBreaks(text.slice(from, fence.index)));
    const code = lex(trimBreaks(fence[1] ?? ''), { plain: true, autolink: false });
    blocks.push({ kind: 'pre', children: textOf(code) });
    from = fence.index + fence[0].length;
  }
  between(from === 0 ? text : trimBreaks(text.slice(from)));
  return blocks;
}

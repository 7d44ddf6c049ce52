import { parseMarkdownInline } from './markdown-inline.ts';
import type { Inline } from './mrkdwn-nodes.ts';

export type MarkdownPart =
  | { readonly kind: 'heading' | 'paragraph' | 'quote'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly MarkdownItem[];
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] };

export interface MarkdownItem {
  readonly children: readonly Inline[];
  /** Levels below the outermost. */
  readonly indent: number;
  /** Set on the items of a task list. */
  readonly done?: boolean;
}

const HEADING = /^#{1,6}\s+(.*)$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})$/;
const FENCE = /^```/;
const ITEM = /^(\s*)([-*+]|(\d{1,9})[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;
const QUOTE = /^>\s?/;
const DIVIDER_CELL = /^:?-+:?$/;

function cells(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split('|').map((cell) => cell.trim());
}

function isDivider(line: string | undefined): boolean {
  return line?.includes('-') === true && line.includes('|') && cells(line).every((cell) => DIVIDER_CELL.test(cell));
}

function item(line: string): MarkdownItem | undefined {
  const match = ITEM.exec(line);
  if (match === null) return undefined;
  const indent = Math.min(Math.floor((match[1] ?? '').length / 2), 8);
  const children = parseMarkdownInline(match[5] ?? '');
  return match[4] === undefined ? { children, indent } : { children, indent, done: match[4] !== ' ' };
}

/** How many lines from `at` on pass the test. */
function run(lines: readonly string[], at: number, test: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && test(lines[end] ?? '')) end += 1;
  return end - at;
}

const startsPart = (line: string, next: string | undefined): boolean =>
  line.trim() === '' ||
  HEADING.test(line) ||
  RULE.test(line.trim()) ||
  FENCE.test(line) ||
  ITEM.test(line) ||
  QUOTE.test(line) ||
  (line.includes('|') && isDivider(next));

function partAt(lines: readonly string[], at: number): readonly [MarkdownPart | undefined, number] {
  const line = lines[at] ?? '';
  if (line.trim() === '') return [undefined, 1];
  const heading = HEADING.exec(line);
  if (heading !== null) return [{ kind: 'heading', children: parseMarkdownInline(heading[1] ?? '') }, 1];
  if (RULE.test(line.trim())) return [{ kind: 'rule' }, 1];
  if (FENCE.test(line)) {
    const length = run(lines, at + 1, (inner) => !FENCE.test(inner));
    return [{ kind: 'code', text: lines.slice(at + 1, at + 1 + length).join('\n') }, length + 2];
  }
  if (QUOTE.test(line)) {
    const length = run(lines, at, (inner) => QUOTE.test(inner));
    const inner = lines.slice(at, at + length).map((quoted) => quoted.replace(QUOTE, ''));
    return [{ kind: 'quote', children: parseMarkdownInline(inner.join('\n')) }, length];
  }
  const first = ITEM.exec(line);
  if (first !== null) {
    const isOrdered = first[3] !== undefined;
    const length = run(lines, at, (inner) => {
      const match = ITEM.exec(inner);
      return match !== null && (match[3] !== undefined) === isOrdered;
    });
    const items = lines.slice(at, at + length).flatMap((each) => item(each) ?? []);
    return [{ kind: 'list', ordered: isOrdered, start: Number(first[3] ?? 1), items }, length];
  }
  if (line.includes('|') && isDivider(lines[at + 1])) {
    const length = run(lines, at + 2, (inner) => inner.includes('|'));
    const rows = [line, ...lines.slice(at + 2, at + 2 + length)].map((row) =>
      cells(row).map((cell) => parseMarkdownInline(cell)),
    );
    return [{ kind: 'table', rows }, length + 2];
  }
  let length = 1;
  while (at + length < lines.length && !startsPart(lines[at + length] ?? '', lines[at + length + 1])) length += 1;
  return [{ kind: 'paragraph', children: parseMarkdownInline(lines.slice(at, at + length).join('\n')) }, length];
}

/** Standard Markdown as a `markdown` block takes it: https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
export function parseMarkdown(text: string): MarkdownPart[] {
  const lines = text.split('\n');
  const parts: MarkdownPart[] = [];
  for (let at = 0; at < lines.length;) {
    const [part, length] = partAt(lines, at);
    if (part !== undefined) parts.push(part);
    at += length;
  }
  return parts;
}

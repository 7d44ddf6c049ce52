import { expect, test } from 'vitest';
import { parseMarkdownInline } from '../../../src/sandbox/page/markdown-inline.ts';
import { parseMarkdown } from '../../../src/sandbox/page/markdown.ts';
import type { Inline } from '../../../src/sandbox/page/mrkdwn-nodes.ts';

function show(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      if (node.kind === 'emoji') return node.glyph;
      if (node.kind === 'style') return `${node.style}(${show(node.children)})`;
      if (node.kind === 'link') return `link(${node.href}: ${show(node.children)})`;
      return node.kind === 'code' ? `code(${show(node.children)})` : node.kind;
    })
    .join('');
}

/** The table of https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
test.each([
  ['**this is bold** or __this is bold__', 'bold(this is bold) or bold(this is bold)'],
  ['*italic* or _italic_', 'italic(italic) or italic(italic)'],
  ['**this text is _extremely_ important**', 'bold(this text is italic(extremely) important)'],
  ['***all of this***', 'bold(italic(all of this))'],
  ['[my text](https://a.example)', 'link(https://a.example: my text)'],
  ['![Logo](https://a.example/l.png)', 'link(https://a.example/l.png: Logo)'],
  ['[my *text*](data:text/html,x)', 'italic(my italic(text))'],
  ['~~struck~~ `*code*` :tada:', 'strike(struck) code(*code*) 🎉'],
  ['\\*This is special text\\*', '*This is special text*'],
  ['snake_case_name 2 * 3 * 4 a ** b **', 'snake_case_name 2 * 3 * 4 a ** b **'],
  ['<@U1> <!channel> <script>', '<@U1> <!channel> <script>'],
])('%j is %j', (text, expected) => {
  expect(show(parseMarkdownInline(text))).toBe(expected);
});

test('parts are told from each other', () => {
  const parts = parseMarkdown(
    '# One\ntext\nof two lines\n\n- a\n  - b\n1. c\n> d\n> e\n***\n```js\n# no\n```\nx | y\n--|--\n1 | 2',
  );

  expect(parts.map(({ kind }) => kind)).toEqual([
    'heading',
    'paragraph',
    'list',
    'list',
    'quote',
    'rule',
    'code',
    'table',
  ]);
  expect(parts[2]).toMatchObject({ ordered: false, items: [{ indent: 0 }, { indent: 1 }] });
  expect(parts[3]).toMatchObject({ ordered: true, start: 1 });
  expect(parts[6]).toEqual({ kind: 'code', text: '# no' });
});

test('long hostile text is parsed without blowing up', () => {
  const shapes = ['*_', '**a ', '[', '](', '`', '|-', '> ', '\\', '*a* '];

  const sizes = shapes.map((shape) => parseMarkdown(shape.repeat(12_000 / shape.length)).length);

  expect(sizes.every((size) => size > 0)).toBe(true);
});

import { parseMrkdwn } from './mrkdwn.ts';
import type { Inline } from './mrkdwn-nodes.ts';

/** Names behind the ids in a message. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  /** Without the `@`. */
  group(id: string): string;
}

function plain(node: Inline, names: Names): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'style':
    case 'code':
    case 'link':
      return node.children.map((child) => plain(child, names)).join('');
    case 'user':
      return `@${names.user(node.id)}`;
    case 'channel':
      return `#${names.channel(node.id)}`;
    case 'usergroup':
      return node.label ?? `@${names.group(node.id)}`;
    case 'broadcast':
      return `@${node.range}`;
    case 'date':
      return node.fallback;
    case 'emoji':
      return node.glyph;
  }
}

/** A message's top-level text as one line without markup: what a notification shows and a screen reader reads. */
export function plainSummary(mrkdwn: string, names: Names): string {
  return parseMrkdwn(mrkdwn)
    .map((block) => block.children.map((node) => plain(node, names)).join(''))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

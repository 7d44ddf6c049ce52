/** What mrkdwn means once parsed: a tree that a renderer can draw without looking at markup again. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'style'; readonly style: Style; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'user' | 'channel' | 'usergroup'; readonly id: string; readonly label?: string }
  | { readonly kind: 'broadcast'; readonly range: 'here' | 'channel' | 'everyone' }
  | {
      readonly kind: 'date';
      /** Unix seconds; NaN when what stood there was no number. */
      readonly seconds: number;
      readonly format: string;
      readonly fallback: string;
      readonly href?: string;
    }
  | { readonly kind: 'emoji'; readonly name: string; readonly glyph: string };

export type Style = 'bold' | 'italic' | 'strike';

export interface Block {
  readonly kind: 'paragraph' | 'quote' | 'pre';
  readonly children: readonly Inline[];
}

/** One parsed thing, or one character that is not markup on its own. */
export type Atom = string | Exclude<Inline, { kind: 'text' }>;

/** Joins neighbouring characters into text nodes. */
export function textOf(atoms: readonly Atom[]): Inline[] {
  const nodes: Inline[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') nodes.push({ kind: 'text', text });
    text = '';
  };
  for (const atom of atoms) {
    if (typeof atom === 'string') {
      text += atom;
    } else {
      flush();
      nodes.push(atom);
    }
  }
  flush();
  return nodes;
}

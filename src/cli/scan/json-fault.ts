/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Marks, numbers and words; texts are read by {@link endOfText}, as they may be longer than a regular expression bears. */
const TOKEN = /([{}[\]:,])|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

type Expecting = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end';

/**
 * Where a text stops being JSON, or undefined if it never does. `JSON.parse` finds faults faster but names their place
 * only for some.
 */
export function jsonFault(text: string): Place | undefined {
  const open: ('{' | '[')[] = [];
  let expecting: Expecting | undefined = 'value';
  let at = 0;
  while (expecting !== undefined) {
    at = skipSpace(text, at);
    const token = readToken(text, at);
    const next: Step | undefined = token && advance(expecting, token, open);
    if (token === undefined || next === undefined) return placeOf(text, at);
    at = token.end;
    expecting = next.expecting;
  }
  const rest = skipSpace(text, at);
  return rest === text.length ? undefined : placeOf(text, rest);
}

interface Token {
  readonly end: number;
  /** One of `{}[]:,`; undefined for values. */
  readonly mark: string | undefined;
  readonly isText: boolean;
}

function readToken(text: string, at: number): Token | undefined {
  if (text.charAt(at) === '"') {
    const end = endOfText(text, at);
    return end === undefined ? undefined : { end, mark: undefined, isText: true };
  }
  TOKEN.lastIndex = at;
  const found = TOKEN.exec(text);
  return found === null ? undefined : { end: TOKEN.lastIndex, mark: found[1], isText: false };
}

/** Where the text that begins here ends, or undefined if it never does or holds what JSON forbids. */
function endOfText(text: string, from: number): number | undefined {
  let at = from + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character < ' ') return undefined;
    if (character === '\\') {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return undefined;
      at = ESCAPE.lastIndex;
    } else at += 1;
  }
  return undefined;
}

interface Step {
  /** Undefined at the end of the document. */
  readonly expecting: Expecting | undefined;
}

/** What may follow a token, or undefined where the token itself may not stand. */
function advance(expecting: Expecting, { mark, isText }: Token, open: ('{' | '[')[]): Step | undefined {
  const ended = (): Step => ({ expecting: open.length === 0 ? undefined : 'comma-or-end' });
  switch (expecting) {
    case 'colon':
      return mark === ':' ? { expecting: 'value' } : undefined;
    case 'comma-or-end':
      if (mark === ',') return { expecting: open.at(-1) === '{' ? 'key' : 'value' };
      return closes(mark, open) ? ended() : undefined;
    case 'key':
    case 'key-or-end':
      if (isText) return { expecting: 'colon' };
      return expecting === 'key-or-end' && closes(mark, open) ? ended() : undefined;
    case 'value':
    case 'value-or-end':
      if (mark === undefined) return ended();
      if (mark === '{' || mark === '[') {
        open.push(mark);
        return { expecting: mark === '{' ? 'key-or-end' : 'value-or-end' };
      }
      return expecting === 'value-or-end' && closes(mark, open) ? ended() : undefined;
  }
}

/** Takes the innermost open bracket away if the mark closes it. */
function closes(mark: string | undefined, open: ('{' | '[')[]): boolean {
  const fits = (mark === '}' && open.at(-1) === '{') || (mark === ']' && open.at(-1) === '[');
  if (fits) open.pop();
  return fits;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

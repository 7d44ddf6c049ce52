import type { KnownBlock, PlainTextElement, RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types';

/** Slack's limits, in characters, as far as these blocks meet them. */
export const LIMITS = {
  blocks: 50,
  section: 3000,
  header: 150,
  buttonText: 75,
  buttonValue: 2000,
  title: 24,
  optionText: 75,
  placeholder: 150,
  text: 4000,
} as const;

/** The only three characters that Slack reads specially in mrkdwn and in a message's top-level `text`. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A message's top-level `text`: the notification, and what screen readers say. Escaped as a whole, so that no entity is
 * cut in half, and never empty.
 */
export function sentence(words: string): string {
  const whole = escape(clip(words, LIMITS.text));
  if (whole.length <= LIMITS.text) return whole || '–';
  const kept = whole
    .slice(0, LIMITS.text - 1)
    .replace(/&[a-z]{0,3}$/u, '')
    .replace(/[\uD800-\uDBFF]$/u, '');
  return `${kept}…`;
}

/** What stands for something that cannot be seen, so that a name with it does not look like the name without. */
const UNSEEN = '\uFFFD';

/**
 * At most `length` characters, the last one an ellipsis where something was cut. Never cuts a character in half, folds
 * white space, and shows that there are control, direction-changing or invisible characters, but not what they do: a
 * record field must not be able to draw on the card, nor look like another.
 */
export function clip(text: string, length: number): string {
  // Bounded before the regular expressions run: a field may be hundreds of kilobytes.
  const bounded = text.length > length * 4 ? text.slice(0, length * 4) : text;
  const clean = bounded
    // What joins pictures and picks their form goes with them.
    .replace(/(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)(?:\u200D|\uFE0F)+/gu, '')
    .replace(/[\t\n\v\f\r\p{Z}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]+/gu, UNSEEN)
    .trim();
  if (clean.length <= length && bounded.length === text.length) return clean;
  const kept = clean.slice(0, Math.max(0, length - 1)).replace(/[\uD800-\uDBFF]$/u, '');
  return `${kept}…`;
}

/** A plain_text object: never parsed by Slack, `emoji: false` so that `:ec2:` in an ARN stays text. Never empty. */
export function plain(text: string, length: number): PlainTextElement {
  return { type: 'plain_text', text: clip(text, length) || '–', emoji: false };
}

/** Rich text elements: literal text, by construction free of markup. */
export const rich = {
  text: (text: string, length = 500): RichTextElement => ({ type: 'text', text: clipKeepingEdges(text, length) }),
  bold: (text: string, length = 300): RichTextElement => ({
    type: 'text',
    text: clipKeepingEdges(text, length),
    style: { bold: true },
  }),
  code: (text: string, length = 300): RichTextElement => ({
    type: 'text',
    text: clip(text, length) || '–',
    style: { code: true },
  }),
  user: (id: string): RichTextElement => ({ type: 'user', user_id: id }),
  /** A moment, shown in each reader's own time zone; `fallback` is UTC. */
  date: (ms: number, format = '{date_short_pretty} {time}'): RichTextElement => ({
    type: 'date',
    timestamp: Math.floor(ms / 1000),
    format,
    fallback: `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  }),
};

/** Users and user groups as mentions, which notify them: `@ana, @security`. */
export function mentions(ids: readonly string[]): RichTextElement[] {
  return ids.flatMap((id, index) => [
    ...(index === 0 ? [] : [rich.text(', ')]),
    id.startsWith('S') ? { type: 'usergroup' as const, usergroup_id: id } : rich.user(id),
  ]);
}

/** Each name as code of its own, so that none is torn apart where the line ends: `a`, `b`, `c` and 3 more. */
export function codes(names: readonly string[], shown: number, length = 100): RichTextElement[] {
  const rest = names.length - shown;
  const between = (index: number): string => (rest <= 0 && index === names.length - 1 ? ' and ' : ', ');
  return [
    ...names
      .slice(0, shown)
      .flatMap((name, index) => [...(index === 0 ? [] : [rich.text(between(index))]), rich.code(name, length)]),
    ...(rest > 0 ? [rich.text(` and ${rest} more`)] : []),
  ];
}

/** Literal text in which every `2026-01-31 09:41 UTC` is shown in the reader's own time zone. */
export function withLocalTimes(text: string, length: number): RichTextElement[] {
  return clipKeepingEdges(text, length)
    .split(/(\d{4}-\d\d-\d\d \d\d:\d\d UTC)/)
    .filter((part) => part !== '')
    .map((part) => {
      const at = /^\d{4}-.* UTC$/.test(part) ? Date.parse(part.replace(' UTC', 'Z').replace(' ', 'T')) : Number.NaN;
      return Number.isFinite(at) ? rich.date(at) : rich.text(part, length);
    });
}

/** Like clip, but keeps one space at each edge: elements of a sentence stand side by side. */
function clipKeepingEdges(text: string, length: number): string {
  const inner = clip(text, length);
  if (inner === '') return ' ';
  return `${/^\s/u.test(text) ? ' ' : ''}${inner}${/\s$/u.test(text) ? ' ' : ''}`;
}

/** One paragraph. */
export function paragraph(...elements: RichTextElement[]): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** Rows of one paragraph, each on a line of its own. */
export function lines(rows: readonly (readonly RichTextElement[])[]): RichTextBlock {
  const ends: RichTextElement = { type: 'text', text: '\n' };
  return paragraph(...rows.flatMap((row, index) => (index === 0 ? row : [ends, ...row])));
}

/** A sentence that is no longer says too little alone. */
const SHORT = 30;

/** As many whole sentences as have room in so many characters, and at least the first, with `more` where there are more. */
export function firstSentences(text: string, length: number, more = '…'): string {
  const [first = '', ...rest] = clip(text, 2000).split(/(?<=[.!?]) (?=\p{Lu})/u);
  let kept = first;
  let left = rest.length;
  for (const next of rest) {
    if (kept.length >= SHORT && kept.length + 1 + next.length > length) break;
    kept = `${kept} ${next}`;
    left -= 1;
  }
  return left === 0 ? kept : `${kept} ${more}`;
}

/** A bulleted list, one item per array of elements. */
export function bulletList(items: readonly (readonly RichTextElement[])[]): RichTextBlockElement {
  return {
    type: 'rich_text_list',
    style: 'bullet',
    elements: items.map((elements) => ({ type: 'rich_text_section', elements: [...elements] })),
  };
}

/** Small grey line of literal text. */
export function footnote(text: string): KnownBlock {
  return { type: 'context', elements: [plain(text, 1000)] };
}

/** `1 instance`, `3 instances`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

import type { ComponentChildren } from 'preact';
import type { JsonObject } from '../../../model/json.ts';
import { emojiGlyph } from '../emoji.ts';
import { flag, number, object, text } from '../json-read.ts';
import { Broadcast, Emoji, Link, Mention, SlackDate } from './text.tsx';

function glyphOf(element: JsonObject): string | undefined {
  const points = text(element, 'unicode')
    ?.split('-')
    .map((hex) => Number.parseInt(hex, 16));
  if (points?.every((point) => point > 0 && point <= 0x10ffff)) return String.fromCodePoint(...points);
  return emojiGlyph(text(element, 'name') ?? '', number(element, 'skin_tone'));
}

/** A swatch beside the value; only a hexadecimal colour ever reaches a style. */
function Color({ value }: { readonly value: string }) {
  const isHex = /^#[0-9a-f]{3,8}$/i.test(value);
  return (
    <span class="color">
      {isHex && <span class="swatch" style={{ backgroundColor: value }} aria-hidden="true" />}
      {value}
    </span>
  );
}

/** Canvases, files, lists, messages and the like: their title as a link where they have one. */
function Reference({ of }: { readonly of: JsonObject }) {
  const names = ['label', 'text', 'salesforce_field_label', 'url', 'file_id', 'entity_id', 'message_ts', 'user_id'];
  const shown = names.map((name) => text(of, name)).find((value) => value !== undefined && value !== '');
  const name = shown ?? `[${text(of, 'type') ?? 'unknown'}]`;
  return text(of, 'url') === undefined ? <>{name}</> : <Link href={text(of, 'url') ?? ''}>{name}</Link>;
}

function content(element: JsonObject): ComponentChildren {
  const id = (key: string): string => text(element, key) ?? '';
  switch (id('type')) {
    case 'text':
      return id('text');
    case 'link':
      return <Link href={id('url')}>{id('text') === '' ? id('url') : id('text')}</Link>;
    case 'user':
    case 'canvas_user_mention':
      return <Mention kind="user" id={id('user_id')} />;
    case 'channel':
      return <Mention kind="channel" id={id('channel_id')} />;
    case 'usergroup':
      return <Mention kind="usergroup" id={id('usergroup_id')} />;
    case 'team':
      return <span class="mention">{id('team_id')}</span>;
    case 'broadcast':
      return <Broadcast range={id('range')} />;
    case 'color':
      return <Color value={id('value')} />;
    case 'tag':
      return <span class={`tag ${/^[a-z]+$/.exec(id('color'))?.[0] ?? 'gray'}`}>{id('text')}</span>;
    case 'emoji': {
      const glyph = glyphOf(element);
      return glyph === undefined ? `:${id('name')}:` : <Emoji name={id('name')} glyph={glyph} />;
    }
    case 'date':
      return (
        <SlackDate
          seconds={number(element, 'timestamp') ?? Number.NaN}
          format={id('format')}
          fallback={id('fallback')}
          {...(text(element, 'url') === undefined ? {} : { href: id('url') })}
        />
      );
    default:
      return <Reference of={element} />;
  }
}

/** One thing in a line of rich text, in its styles. https://docs.slack.dev/reference/block-kit/block-elements */
export function RichTextElement({ element }: { readonly element: JsonObject }) {
  const style = object(element, 'style');
  let drawn = content(element);
  // An id is kept on one line where it fits: it must not break at its hyphens.
  if (flag(style, 'code')) drawn = <code class={/\s/.test(text(element, 'text') ?? ' ') ? '' : 'word'}>{drawn}</code>;
  if (flag(style, 'highlight') || flag(style, 'client_highlight')) drawn = <mark>{drawn}</mark>;
  if (flag(style, 'underline')) drawn = <u>{drawn}</u>;
  if (flag(style, 'strike')) drawn = <s>{drawn}</s>;
  if (flag(style, 'italic')) drawn = <em>{drawn}</em>;
  if (flag(style, 'bold')) drawn = <strong>{drawn}</strong>;
  return <>{drawn}</>;
}

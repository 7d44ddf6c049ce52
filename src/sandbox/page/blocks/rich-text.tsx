import type { ComponentChildren } from 'preact';
import type { JsonObject } from '../../../model/json.ts';
import { emojiGlyph } from '../emoji.ts';
import { flag, number, object, objects, text } from '../json-read.ts';
import { Broadcast, Emoji, Link, Mention, SlackDate } from './text.tsx';

function glyphOf(element: JsonObject): string | undefined {
  const points = text(element, 'unicode')
    ?.split('-')
    .map((hex) => Number.parseInt(hex, 16));
  if (points?.every((point) => point > 0 && point <= 0x10ffff)) return String.fromCodePoint(...points);
  return emojiGlyph(text(element, 'name') ?? '');
}

function content(element: JsonObject): ComponentChildren {
  const id = (key: string): string => text(element, key) ?? '';
  switch (id('type')) {
    case 'text':
      return id('text');
    case 'link':
      return <Link href={id('url')}>{text(element, 'text') ?? id('url')}</Link>;
    case 'user':
      return <Mention kind="user" id={id('user_id')} />;
    case 'channel':
      return <Mention kind="channel" id={id('channel_id')} />;
    case 'usergroup':
      return <Mention kind="usergroup" id={id('usergroup_id')} />;
    case 'broadcast':
      return <Broadcast range={id('range')} />;
    case 'color':
      return id('value');
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
      return `[${text(element, 'type') ?? 'unknown'}]`;
  }
}

function Styled({ element }: { readonly element: JsonObject }) {
  const style = object(element, 'style');
  let drawn = content(element);
  // An id is kept on one line where it fits: it must not break at its hyphens.
  if (flag(style, 'code')) drawn = <code class={/\s/.test(text(element, 'text') ?? ' ') ? '' : 'word'}>{drawn}</code>;
  if (flag(style, 'strike')) drawn = <s>{drawn}</s>;
  if (flag(style, 'italic')) drawn = <em>{drawn}</em>;
  if (flag(style, 'bold')) drawn = <strong>{drawn}</strong>;
  return <>{drawn}</>;
}

function Elements({ of }: { readonly of: JsonObject }) {
  return (
    <>
      {objects(of, 'elements').map((element, index) => (
        <Styled key={index} element={element} />
      ))}
    </>
  );
}

function List({ of }: { readonly of: JsonObject }) {
  const Tag = text(of, 'style') === 'ordered' ? 'ol' : 'ul';
  const indent = Math.min(Math.max(number(of, 'indent') ?? 0, 0), 8);
  const start = (number(of, 'offset') ?? 0) + 1;
  const border = (number(of, 'border') ?? 0) > 0 ? ' bordered' : '';
  return (
    <Tag class={`rich-list indent-${indent}${border}`} {...(Tag === 'ol' ? { start } : {})}>
      {objects(of, 'elements').map((item, index) => (
        <li key={index}>
          <Elements of={item} />
        </li>
      ))}
    </Tag>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function RichText({ block }: { readonly block: JsonObject }) {
  return (
    <div class="rich-text">
      {objects(block, 'elements').map((part, index) => {
        switch (text(part, 'type') ?? '') {
          case 'rich_text_list':
            return <List key={index} of={part} />;
          case 'rich_text_quote':
            return (
              <blockquote key={index} class="quote">
                <Elements of={part} />
              </blockquote>
            );
          case 'rich_text_preformatted':
            return (
              <pre key={index} class="pre">
                <Elements of={part} />
              </pre>
            );
          default:
            return (
              <div key={index} class="paragraph">
                <Elements of={part} />
              </div>
            );
        }
      })}
    </div>
  );
}

import type { JsonObject } from '../../../model/json.ts';
import { number, objects, text } from '../json-read.ts';
import { RichTextElement } from './rich-text-element.tsx';

function Elements({ of }: { readonly of: JsonObject }) {
  return (
    <>
      {objects(of, 'elements').map((element, index) => (
        <RichTextElement key={index} element={element} />
      ))}
    </>
  );
}

function isBordered(of: JsonObject): boolean {
  return (number(of, 'border') ?? 0) > 0;
}

function List({ of }: { readonly of: JsonObject }) {
  const Tag = text(of, 'style') === 'ordered' ? 'ol' : 'ul';
  const indent = Math.min(Math.max(number(of, 'indent') ?? 0, 0), 8);
  const start = (number(of, 'offset') ?? 0) + 1;
  const border = isBordered(of) ? ' bordered' : '';
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
              <blockquote key={index} class={isBordered(part) ? 'quote bordered' : 'quote'}>
                <Elements of={part} />
              </blockquote>
            );
          case 'rich_text_preformatted':
            return (
              <pre key={index} class={isBordered(part) ? 'pre bordered' : 'pre'}>
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

import { parseMarkdown, type MarkdownItem, type MarkdownPart } from '../markdown.ts';
import { Heading } from './heading.tsx';
import { Inlines } from './text.tsx';

function Item({ item }: { readonly item: MarkdownItem }) {
  return (
    <li class={`indent-${item.indent}`}>
      {item.done !== undefined && (
        <span role="img" aria-label={item.done ? 'done' : 'to do'}>
          {item.done ? '☑ ' : '☐ '}
        </span>
      )}
      <Inlines nodes={item.children} />
    </li>
  );
}

function Part({ part }: { readonly part: MarkdownPart }) {
  switch (part.kind) {
    case 'heading':
      return (
        <Heading>
          <Inlines nodes={part.children} />
        </Heading>
      );
    case 'rule':
      return <hr />;
    case 'code':
      return <pre class="pre">{part.text}</pre>;
    case 'quote':
      return (
        <blockquote class="quote">
          <Inlines nodes={part.children} />
        </blockquote>
      );
    case 'list': {
      const Tag = part.ordered ? 'ol' : 'ul';
      return (
        <Tag class="rich-list" {...(part.ordered ? { start: part.start } : {})}>
          {part.items.map((item, index) => (
            <Item key={index} item={item} />
          ))}
        </Tag>
      );
    }
    case 'table':
      return (
        <div class="table-scroll" role="region" aria-label="Table" tabIndex={0}>
          <table>
            {part.rows.map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => {
                  const Tag = index === 0 ? 'th' : 'td';
                  return (
                    <Tag key={column}>
                      <Inlines nodes={cell} />
                    </Tag>
                  );
                })}
              </tr>
            ))}
          </table>
        </div>
      );
    case 'paragraph':
      return (
        <div class="paragraph">
          <Inlines nodes={part.children} />
        </div>
      );
    default:
      return part satisfies never;
  }
}

/** https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
export function Markdown({ source }: { readonly source: string }) {
  return (
    <div class="rich-text">
      {parseMarkdown(source).map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

import type { JsonObject } from '../../../model/json.ts';
import { flag, object, objects, text } from '../json-read.ts';
import { BlockElement } from './element.tsx';
import { ImageStandIn } from './image.tsx';
import { RichText } from './rich-text.tsx';
import { plainText, TextObject } from './text.tsx';

interface BlockProps {
  readonly block: JsonObject;
  readonly blockId: string;
}

/** https://docs.slack.dev/reference/block-kit/blocks/card-block */
export function Card({ block, blockId }: BlockProps) {
  const icon = object(block, 'icon');
  const hero = object(block, 'hero_image');
  const actions = objects(block, 'actions');
  return (
    <div class="card">
      {hero !== undefined && <ImageStandIn of={hero} size="full" />}
      {icon !== undefined && <ImageStandIn of={icon} size="icon" />}
      {['title', 'subtitle', 'body', 'subtext'].map(
        (field) =>
          object(block, field) !== undefined && (
            <div key={field} class={`card-${field}`}>
              <TextObject of={object(block, field)} />
            </div>
          ),
      )}
      {actions.length > 0 && (
        <div class="actions">
          {actions.map((element, index) => (
            <BlockElement key={text(element, 'action_id') ?? index} element={element} blockId={blockId} dispatches />
          ))}
        </div>
      )}
    </div>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/carousel-block: a list that scrolls sideways. */
export function Carousel({ block, blockId }: BlockProps) {
  return (
    <ul class="carousel" tabIndex={0} aria-label="Cards">
      {objects(block, 'elements').map((card, index) => (
        <li key={text(card, 'block_id') ?? index}>
          <Card block={card} blockId={blockId} />
        </li>
      ))}
    </ul>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/container-block. `children` are its blocks. */
export function Container({
  block,
  children,
}: {
  readonly block: JsonObject;
  readonly children: preact.ComponentChildren;
}) {
  const rich = object(block, 'rich_text_title');
  const title = rich === undefined ? plainText(object(block, 'title')) : <RichText block={rich} />;
  const subtitle = object(block, 'subtitle') !== undefined && (
    <div class="card-subtitle">
      <TextObject of={object(block, 'subtitle')} />
    </div>
  );
  if (!flag(block, 'is_collapsible')) {
    return (
      <div class="container">
        <div class="card-title">{title}</div>
        {subtitle}
        {children}
      </div>
    );
  }
  return (
    <details class="container" open={!flag(block, 'default_collapsed')}>
      <summary class="card-title">{title}</summary>
      {subtitle}
      {children}
    </details>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/alert-block */
export function Alert({ block }: { readonly block: JsonObject }) {
  const level = text(block, 'level') ?? 'default';
  return (
    <div class={`alert ${level}`} role="note" aria-label={level === 'default' ? 'Note' : level}>
      <TextObject of={object(block, 'text')} />
    </div>
  );
}

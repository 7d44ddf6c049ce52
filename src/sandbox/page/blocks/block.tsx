import { useId } from 'preact/hooks';
import type { JsonObject } from '../../../model/json.ts';
import { flag, number, object, objects, text } from '../json-read.ts';
import { blockIdOf } from '../view-values.ts';
import { Alert, Card, Carousel, Container } from './card.tsx';
import { Chart } from './chart.tsx';
import { ContextActions } from './context-actions.tsx';
import { BlockElement } from './element.tsx';
import { Heading } from './heading.tsx';
import { ImageStandIn } from './image.tsx';
import { Markdown } from './markdown.tsx';
import { RichText } from './rich-text.tsx';
import { useSurface } from './surface.ts';
import { Table } from './table.tsx';
import { Plan, Task } from './task.tsx';
import { plainText, TextObject } from './text.tsx';
import { VideoStandIn } from './video.tsx';

interface BlockProps {
  readonly block: JsonObject;
  readonly blockId: string;
}

function Section({ block, blockId }: BlockProps) {
  const fields = objects(block, 'fields');
  const accessory = object(block, 'accessory');
  return (
    <div class="section">
      <div class="section-body">
        {object(block, 'text') !== undefined && (
          <div class="section-text">
            <TextObject of={object(block, 'text')} />
          </div>
        )}
        {fields.length > 0 && (
          <div class="fields">
            {fields.map((field, index) => (
              <div key={index}>
                <TextObject of={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== undefined && <BlockElement element={accessory} blockId={blockId} dispatches />}
    </div>
  );
}

function Context({ block }: BlockProps) {
  return (
    <div class="context">
      {objects(block, 'elements').map((element, index) =>
        text(element, 'type') === 'image' ? (
          <ImageStandIn key={index} of={element} size="icon" />
        ) : (
          <TextObject key={index} of={element} />
        ),
      )}
    </div>
  );
}

/** Elements that are several controls: a label cannot point at them, a legend can. */
const GROUPS = new Set([
  'radio_buttons',
  'checkboxes',
  'multi_static_select',
  'multi_users_select',
  'multi_channels_select',
  'multi_conversations_select',
]);

function Input({ block, blockId }: BlockProps) {
  const id = useId();
  const error = useSurface().fields?.errors[blockId];
  const hint = object(block, 'hint');
  const element = object(block, 'element') ?? {};
  const [Wrapper, Label] = GROUPS.has(text(element, 'type') ?? '')
    ? (['fieldset', 'legend'] as const)
    : (['div', 'label'] as const);
  const describedBy = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`]
    .join(' ')
    .trim();
  return (
    <Wrapper class={error === undefined ? 'input' : 'input invalid'}>
      <Label {...(Label === 'label' ? { htmlFor: id } : {})}>
        {plainText(object(block, 'label'))}
        {flag(block, 'optional') && <span class="optional"> (optional)</span>}
      </Label>
      <BlockElement
        element={element}
        blockId={blockId}
        dispatches={flag(block, 'dispatch_action')}
        inputId={id}
        invalid={error !== undefined}
        {...(describedBy === '' ? {} : { describedBy })}
      />
      {error !== undefined && (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {plainText(hint)}
        </p>
      )}
    </Wrapper>
  );
}

function BlockView({ block, blockId }: BlockProps) {
  const type = text(block, 'type') ?? '';
  switch (type) {
    case 'header':
      return <Heading level={number(block, 'level')}>{plainText(object(block, 'text'))}</Heading>;
    case 'section':
      return <Section block={block} blockId={blockId} />;
    case 'context':
      return <Context block={block} blockId={blockId} />;
    case 'actions':
      return (
        <div class="actions">
          {objects(block, 'elements').map((element, index) => (
            <BlockElement key={text(element, 'action_id') ?? index} element={element} blockId={blockId} dispatches />
          ))}
        </div>
      );
    case 'divider':
      return <hr />;
    case 'input':
      return <Input block={block} blockId={blockId} />;
    case 'image':
      return (
        <figure>
          {object(block, 'title') !== undefined && <figcaption>{plainText(object(block, 'title'))}</figcaption>}
          <ImageStandIn of={block} size="full" />
        </figure>
      );
    case 'rich_text':
      return <RichText block={block} />;
    case 'markdown':
      return <Markdown source={text(block, 'text') ?? ''} />;
    case 'table':
    case 'data_table':
      return <Table block={block} blockId={blockId} />;
    case 'data_visualization':
      return <Chart block={block} />;
    case 'context_actions':
      return <ContextActions block={block} blockId={blockId} />;
    case 'video':
      return <VideoStandIn block={block} />;
    case 'alert':
      return <Alert block={block} />;
    case 'card':
      return <Card block={block} blockId={blockId} />;
    case 'carousel':
      return <Carousel block={block} blockId={blockId} />;
    case 'container':
      return (
        <Container block={block}>
          <Blocks blocks={objects(block, 'child_blocks')} within={blockId} />
        </Container>
      );
    case 'task_card':
      return <Task block={block} />;
    case 'plan':
      return <Plan block={block} />;
    default:
      return <p class="unsupported">The sandbox cannot draw a “{type}” block.</p>;
  }
}

interface BlocksProps {
  readonly blocks: readonly JsonObject[];
  /** Id of the container around them: what is used in it counts to the container. */
  readonly within?: string;
}

export function Blocks({ blocks, within }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, index);
        return <BlockView key={blockId} block={block} blockId={within ?? blockId} />;
      })}
    </div>
  );
}

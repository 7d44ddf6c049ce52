import { BASIC_BLOCKS } from './basic-blocks.ts';
import { block, EVERYWHERE, type BlockSpec } from './block-spec.ts';
import { anyText, mrkdwnText, plainText } from './composition.ts';
import { button, imageElement } from './elements.ts';
import { richText } from './rich-text.ts';
import { boolean, byType, integer, list, number, object, oneOf, string, typeField, url, type Check } from './schema.ts';

/** Cards, containers, tables and plans. Each limit is on the block's page below https://docs.slack.dev/reference/block-kit/blocks. */

const cell = byType({
  rich_text: richText,
  raw_text: object({ type: typeField, text: string(3000) }),
  raw_number: object({ type: typeField, value: number, text: string(3000) }),
});

const card = block(
  EVERYWHERE,
  {},
  {
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwnText(150),
    subtitle: mrkdwnText(150),
    body: mrkdwnText(200),
    actions: list(byType({ button }), 25),
  },
  (value, pointer, problems) => {
    if (['hero_image', 'title', 'actions', 'body'].every((field) => value[field] === undefined)) {
      problems.add('must define at least one of `hero_image`, `title`, `actions` or `body`', pointer);
    }
  },
);

const table = block(
  ['message'],
  { rows: list(list(cell, 20), 100) },
  {
    column_settings: list(object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), 20),
  },
);

function nested(...types: readonly string[]): Record<string, Check> {
  return Object.fromEntries(
    types.flatMap((type) => {
      const spec = BASIC_BLOCKS[type];
      return spec === undefined ? [] : [[type, spec.check]];
    }),
  );
}

const taskCard = block(
  ['message'],
  { task_id: string(255), title: string(3000), status: oneOf('pending', 'in_progress', 'complete', 'error') },
  {
    details: richText,
    output: richText,
    sources: list(byType({ url: object({ type: typeField, url, text: string(3000) }) }), 100),
  },
);

export const LAYOUT_BLOCKS: Readonly<Record<string, BlockSpec>> = {
  card,
  carousel: block(['message', 'home'], { elements: list(byType({ card: card.check }), 10) }),

  container: block(
    ['message'],
    {
      child_blocks: list(
        byType({
          ...nested('actions', 'context', 'divider', 'header', 'image', 'input', 'rich_text', 'section', 'video'),
          table: table.check,
        }),
        10,
      ),
    },
    {
      title: plainText(150),
      rich_text_title: richText,
      subtitle: anyText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: imageElement,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    (value, pointer, problems) => {
      if (value['title'] === undefined && value['rich_text_title'] === undefined) {
        problems.add('must define either `title` or `rich_text_title`', pointer);
      }
      if (value['default_collapsed'] === true && value['is_collapsible'] !== true) {
        problems.add('`default_collapsed` requires `is_collapsible`', pointer);
      }
    },
  ),

  table,
  data_table: block(
    ['message'],
    { rows: list(list(cell, 20), 100), caption: string(3000) },
    { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
  ),
  task_card: taskCard,
  plan: block(['message'], { title: string(3000) }, { tasks: list(byType({ task_card: taskCard.check }), 100) }),
};

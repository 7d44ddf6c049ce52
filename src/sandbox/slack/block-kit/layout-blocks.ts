import { BASIC_BLOCKS } from './basic-blocks.ts';
import { block, EVERYWHERE, type BlockSpec } from './block-spec.ts';
import { dataVisualization } from './charts.ts';
import { anyText, plainText } from './composition.ts';
import { button, imageElement } from './elements.ts';
import { richText } from './rich-text.ts';
import { boolean, byType, list, object, oneOf, string, typeField, url, type Check, type Fields } from './schema.ts';
import { dataTable, table } from './tables.ts';

/** Cards, containers and plans. Each limit is on the block's page below https://docs.slack.dev/reference/block-kit/blocks. */

/** https://docs.slack.dev/reference/block-kit/composition-objects/slack-icon-object */
const ICONS =
  'archive book bookmark bot bug calendar call caret-left caret-right check clipboard code comment compass copy cube ' +
  'download edit email eye-closed eye-open file flag folder gear globe heart help image info key lightbulb link map ' +
  'mobile new-window pin plus refine refresh rocket save screen share sparkle star star-filled tag thumbs-down ' +
  'thumbs-up trash upload user warning';

const card = block(
  EVERYWHERE,
  {},
  {
    hero_image: imageElement,
    icon: imageElement,
    slack_icon: object({ type: oneOf('icon'), name: oneOf(...ICONS.split(' ')) }),
    title: anyText(150),
    subtitle: anyText(150),
    body: anyText(200),
    subtext: anyText(200),
    actions: list(byType({ button }), 3),
  },
  (value, pointer, problems) => {
    if (['hero_image', 'title', 'actions', 'body'].every((field) => value[field] === undefined)) {
      problems.add('must define at least one of `hero_image`, `title`, `actions` or `body`', pointer);
    }
    if (value['icon'] !== undefined && value['slack_icon'] !== undefined) {
      problems.add('must define either `icon` or `slack_icon`', pointer);
    }
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

const TASK: Fields = { task_id: string(255), title: string(3000) };
const TASK_DETAILS: Fields = {
  details: richText,
  output: richText,
  sources: list(byType({ url: object({ type: typeField, url, text: string(3000) }) }), 100),
};
const STATES = ['in_progress', 'complete', 'error'] as const;

/** Only a task among others can be waiting for them: on a card of its own Slack refuses `pending`. */
const taskCard = block(['message'], TASK, { ...TASK_DETAILS, status: oneOf(...STATES) });
const plannedTask = object(TASK, {
  type: oneOf('task_card'),
  block_id: string(255),
  ...TASK_DETAILS,
  status: oneOf('pending', ...STATES),
});

export const LAYOUT_BLOCKS: Readonly<Record<string, BlockSpec>> = {
  card,
  carousel: block(['message', 'home'], { elements: list(byType({ card: card.check }), 10) }),

  container: block(
    ['message', 'home'],
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
  data_table: dataTable,
  data_visualization: dataVisualization,
  task_card: taskCard,
  plan: block(['message'], { title: string(3000) }, { tasks: list(plannedTask, 100) }),
};

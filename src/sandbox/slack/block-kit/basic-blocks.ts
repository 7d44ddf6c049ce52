import { isObject } from '../../../model/json.ts';
import { block, EVERYWHERE, type BlockSpec } from './block-spec.ts';
import { anyText, oneImageSource, plainText, slackFile } from './composition.ts';
import { ACCESSORIES, ACTION_ELEMENTS, CONTEXT_ACTION_ELEMENTS, imageElement, INPUT_ELEMENTS } from './elements.ts';
import { richTextFields } from './rich-text.ts';
import { at, boolean, byType, httpsUrl, integer, list, oneOf, string, unsupportedType, url } from './schema.ts';

/** The blocks that every app has used for years. Each limit is on the block's page below https://docs.slack.dev/reference/block-kit/blocks. */
export const BASIC_BLOCKS: Readonly<Record<string, BlockSpec>> = {
  actions: block(EVERYWHERE, { elements: list(byType(ACTION_ELEMENTS), 25) }),

  context: block(EVERYWHERE, {
    elements: list(byType({ image: imageElement, plain_text: anyText(), mrkdwn: anyText() }), 10),
  }),

  context_actions: block(['message'], { elements: list(byType(CONTEXT_ACTION_ELEMENTS), 5) }),

  divider: block(EVERYWHERE, {}),

  header: block(EVERYWHERE, { text: plainText(150) }, { level: integer(1, 4) }),

  image: block(
    EVERYWHERE,
    { alt_text: string(2000) },
    { title: plainText(2000), image_url: url, slack_file: slackFile },
    oneImageSource,
  ),

  input: block(
    EVERYWHERE,
    { label: plainText(2000), element: byType(INPUT_ELEMENTS) },
    { hint: plainText(2000), optional: boolean, dispatch_action: boolean },
    (value, pointer, problems) => {
      const type = isObject(value['element']) ? value['element']['type'] : undefined;
      if (type === 'file_input' && value['dispatch_action'] === true) {
        problems.add(unsupportedType(type), at(at(pointer, 'element'), 'type'));
      }
    },
  ),

  // Standard markdown, 12,000 characters for all markdown blocks of a payload together.
  markdown: block(['message'], { text: string(12_000) }),

  rich_text: block(EVERYWHERE, { elements: richTextFields.required['elements'] ?? list(byType({}), 0) }),

  section: block(
    EVERYWHERE,
    {},
    { text: anyText(), fields: list(anyText(2000), 10), accessory: byType(ACCESSORIES), expand: boolean },
    (value, pointer, problems) => {
      if (value['text'] === undefined && value['fields'] === undefined) {
        problems.add('must define either `text` or `fields`', at(pointer, 'type'));
      }
    },
  ),

  // "Must be less than" 50 and 200 characters, and HTTPS where the page says so.
  video: block(
    EVERYWHERE,
    { alt_text: string(2000), title: plainText(199), thumbnail_url: url, video_url: httpsUrl },
    {
      author_name: string(49),
      description: plainText(199),
      provider_icon_url: url,
      provider_name: string(50),
      title_url: httpsUrl,
    },
  ),

  alert: block(
    // The one block that exists in modals only.
    ['modal'],
    { text: anyText(200) },
    { level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
};

import { INLINE, PREFORMATTED } from './rich-text-inline.ts';
import { byType, integer, list, object, oneOf, string, typeField, type Check, type Fields } from './schema.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

/** Slack caps no number of elements; the message's own size does. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
const inline = byType(INLINE);
const section = object({ type: typeField, elements: list(inline, ANY_NUMBER, 0) });
const border: Fields = { border: integer(0, 1) };

const elements: Readonly<Record<string, Check>> = {
  rich_text_section: section,
  rich_text_list: object(
    {
      type: typeField,
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), ANY_NUMBER),
    },
    { ...border, indent: integer(0, 8), offset: integer(0, Number.MAX_SAFE_INTEGER) },
  ),
  rich_text_quote: object({ type: typeField, elements: list(inline, ANY_NUMBER) }, border),
  rich_text_preformatted: object(
    { type: typeField, elements: list(byType(PREFORMATTED), ANY_NUMBER) },
    { ...border, language: string(255) },
  ),
};

export const richTextFields: { readonly required: Fields } = {
  required: { type: typeField, elements: list(byType(elements), ANY_NUMBER) },
};

/** A rich text object as the initial value of an input or the cell of a table. */
export const richText = byType({ rich_text: object(richTextFields.required, { block_id: string(255) }) });

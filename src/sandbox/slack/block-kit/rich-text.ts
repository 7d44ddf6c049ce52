import {
  boolean,
  byType,
  integer,
  list,
  number,
  object,
  oneOf,
  string,
  typeField,
  url,
  type Check,
  type Fields,
} from './schema.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

const TEXT_STYLE = object({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const MENTION_STYLE = object(
  {},
  {
    bold: boolean,
    italic: boolean,
    strike: boolean,
    code: boolean,
    underline: boolean,
    highlight: boolean,
    client_highlight: boolean,
    unlink: boolean,
  },
);
const STYLED: Fields = { style: TEXT_STYLE };
const MENTION: Fields = { style: MENTION_STYLE };
const ID = string(255);

const text = object({ type: typeField, text: string(Number.MAX_SAFE_INTEGER) }, STYLED);
const link = object({ type: typeField, url }, { ...STYLED, text: string(3000, 0), unsafe: boolean });

const inline = byType({
  text,
  link,
  emoji: object(
    { type: typeField, name: string(255) },
    { ...STYLED, unicode: string(255), url, skin_tone: integer(1, 6) },
  ),
  user: object({ type: typeField, user_id: ID }, MENTION),
  usergroup: object({ type: typeField, usergroup_id: ID }, MENTION),
  channel: object({ type: typeField, channel_id: ID }, MENTION),
  team: object({ type: typeField, team_id: ID }, MENTION),
  broadcast: object({ type: typeField, range: oneOf('here', 'channel', 'everyone') }, STYLED),
  color: object({ type: typeField, value: string(255) }, STYLED),
  date: object({ type: typeField, timestamp: number, format: string(255) }, { ...STYLED, url, fallback: string(3000) }),
});

/** Slack caps no number of elements; the message's own size does. */
const ANY_NUMBER = Number.MAX_SAFE_INTEGER;
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
    { type: typeField, elements: list(byType({ text, link }), ANY_NUMBER) },
    { ...border, language: string(255) },
  ),
};

export const richTextFields: { readonly required: Fields } = {
  required: { type: typeField, elements: list(byType(elements), ANY_NUMBER) },
};

/** A rich text object as the initial value of an input or the cell of a table. */
export const richText = byType({ rich_text: object(richTextFields.required, { block_id: string(255) }) });

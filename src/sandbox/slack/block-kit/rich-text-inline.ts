import { boolean, integer, number, object, oneOf, string, typeField, url, type Check, type Fields } from './schema.ts';

/** What stands in a line of rich text. Each has its page below https://docs.slack.dev/reference/block-kit/block-elements. */

const ID = string(255);
const TEXT = string(Number.MAX_SAFE_INTEGER);

function styles(...names: readonly string[]): Fields {
  return { style: object({}, Object.fromEntries(names.map((name) => [name, boolean]))) };
}

const STYLED = styles('bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink');

function element(required: Fields, optional: Fields = {}): Check {
  return object({ type: typeField, ...required }, { ...STYLED, ...optional });
}

const text = element({ text: TEXT });
const link = element(
  { url },
  { text: string(3000, 0), unsafe: boolean, from_llm: boolean, is_slack_url: boolean, truncated: boolean },
);

const CITED: Fields = {
  descriptor: TEXT,
  file_id: ID,
  app_name: TEXT,
  app_icon_url: url,
  display_name: TEXT,
  title: TEXT,
  snippet: TEXT,
  channel: ID,
  message_ts: ID,
  memory_id: ID,
};
const COLORS = ['gray', 'brown', 'purple', 'indigo', 'blue', 'green', 'yellow', 'orange', 'red'] as const;
/** Shown as a link with a text of its own. */
const REFERENCE: Fields = { text: TEXT, url };
const WORK_OBJECT: Fields = { icon_url: url, full_size_preview_enabled: boolean, product_name: TEXT };

export const INLINE: Readonly<Record<string, Check>> = {
  text,
  link,
  emoji: element({ name: ID }, { unicode: ID, url, skin_tone: integer(1, 6) }),
  user: element({ user_id: ID }, { from_llm: boolean }),
  usergroup: element({ usergroup_id: ID }),
  channel: element({ channel_id: ID }, { tab_id: ID, from_llm: boolean }),
  team: element({ team_id: ID }),
  broadcast: element({ range: oneOf('here', 'channel', 'everyone') }),
  color: element({ value: ID }),
  date: element({ timestamp: number, format: ID }, { url, fallback: string(3000), timezone: ID }),
  tag: element({ text: TEXT }, { color: oneOf(...COLORS) }),
  attachment_mention: element(
    { url },
    {
      ...WORK_OBJECT,
      text: TEXT,
      app_id: ID,
      entity_id: ID,
      channel_id: ID,
      ts: ID,
      icon_name: ID,
      reference_object_type: ID,
    },
  ),
  canvas: element(
    { file_id: ID },
    { ...REFERENCE, label: TEXT, hide_title: boolean, section_id: ID, is_skill_invocation: boolean },
  ),
  canvas_message_unfurl: element({ root_message_ts: ID, root_message_channel: ID }),
  canvas_user_mention: element({ user_id: ID }, { thread_id: ID }),
  citation: element(
    {
      url,
      text: TEXT,
      index: number,
      details: object({ citation_type: oneOf('file', 'external', 'web', 'message', 'memory') }, CITED),
    },
    { from_llm: boolean, is_slack_url: boolean },
  ),
  file: element({ file_id: ID }, { ...REFERENCE, is_skill_invocation: boolean }),
  list_record: element({ file_id: ID }, { ...REFERENCE, record_id: ID, view_id: ID }),
  message_mention: element({ channel_id: ID, message_ts: ID }, { ...REFERENCE, author_id: ID, thread_ts: ID }),
  salesforce_data_field: element(
    { salesforce_record_id: ID },
    { salesforce_field_label: TEXT, salesforce_field_api_name: ID, salesforce_include_field_label: boolean },
  ),
  work_object_mention: element({ entity_id: ID, app_id: ID, text: TEXT, url }, WORK_OBJECT),
  workflow_mention: element({ workflow_id: ID, function_trigger_id: ID, text: TEXT }, { url, channel_id: ID, ts: ID }),
};

/** In a preformatted stretch only these two may stand. */
export const PREFORMATTED: Readonly<Record<string, Check>> = { text, link };

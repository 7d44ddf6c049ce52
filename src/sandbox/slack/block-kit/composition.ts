import { isObject } from '../../../model/json.ts';
import { Problems } from './problems.ts';
import {
  at,
  boolean,
  byType,
  list,
  object,
  oneOf,
  string,
  typeField,
  url,
  type Check,
  type Fields,
  type Rule,
} from './schema.ts';

/** Limit of a text object where its place sets no tighter one. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const TEXT_MAX = 3000;

function plainObject(max: number): Check {
  return object({ type: typeField, text: string(max) }, { emoji: boolean });
}

/** `plain_text` only. */
export function plainText(max = TEXT_MAX): Check {
  const check = plainObject(max);
  return (value, pointer, problems) => {
    if (isObject(value) && value['type'] !== undefined && value['type'] !== 'plain_text') {
      return problems.add('must be a valid enum value', at(pointer, 'type'), {
        type: 'enum',
        expected: ['plain_text'],
      });
    }
    check(value, pointer, problems);
  };
}

/** `plain_text` or `mrkdwn`. Slack names the whole object first when neither schema fits. */
export function anyText(max = TEXT_MAX): Check {
  const check = byType({
    plain_text: plainObject(max),
    mrkdwn: object({ type: typeField, text: string(max) }, { verbatim: boolean }),
  });
  return (value, pointer, problems) => {
    const inner = new Problems();
    check(value, pointer, inner);
    if (inner.count > 0) problems.add('failed to match all allowed schemas', pointer);
    problems.include(inner);
  };
}

/**
 * https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object: all but the style is
 * required. The text may be mrkdwn: Slack's own types say so, its field table does not.
 */
export const confirm = object(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

/**
 * https://docs.slack.dev/reference/block-kit/composition-objects/option-object: text 75, value 150; `url` in overflow
 * menus only; mrkdwn in radio buttons and checkboxes only.
 */
function optionObject(text: Check, description: Check, extra: Fields = {}): Check {
  return object({ text, value: string(150) }, { description, ...extra });
}

export const plainOption = optionObject(plainText(75), plainText(75));
export const overflowOption = optionObject(plainText(75), plainText(75), { url });
export const anyOption = optionObject(anyText(75), anyText(75));

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object */
export const optionGroup = object({ label: plainText(75), options: list(plainOption, 100) });

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
export const dispatchActionConfig = object({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
});

/** https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object */
export const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  (value, pointer, problems) => {
    if (Object.keys(value).length === 0) problems.add('must have minimum 1 properties', pointer);
  },
);

/** https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object */
export const slackFile = object({}, { id: string(255), url }, (value, pointer, problems) => {
  if ((value['id'] === undefined) === (value['url'] === undefined)) {
    problems.add('must define either `id` or `url`', pointer);
  }
});

/** An image comes from a URL or from a file in Slack, never both. */
export const oneImageSource: Rule = (value, pointer, problems) => {
  if ((value['image_url'] === undefined) === (value['slack_file'] === undefined)) {
    problems.add('must define either `image_url` or `slack_file`', pointer);
  }
};

/** `initial_option` and `initial_options` must repeat one of the options exactly. */
export const initialAmongOptions: Rule = (value, pointer, problems) => {
  const groups = Array.isArray(value['option_groups']) ? value['option_groups'] : [];
  const options = [
    ...(Array.isArray(value['options']) ? value['options'] : []),
    ...groups.flatMap((group) => (isObject(group) && Array.isArray(group['options']) ? group['options'] : [])),
  ].map((option) => JSON.stringify(option));
  const initial: readonly unknown[] = [
    ...(value['initial_option'] === undefined ? [] : [value['initial_option']]),
    ...(Array.isArray(value['initial_options']) ? value['initial_options'] : []),
  ];
  if (initial.some((option) => !options.includes(JSON.stringify(option)))) {
    problems.add('initial option must match one of the options', pointer);
  }
};

import type { Surface } from './block-spec.ts';
import { confirm, dispatchActionConfig, oneImageSource, plainText, slackFile } from './composition.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
  date,
  integer,
  list,
  object,
  oneOf,
  pattern,
  string,
  typeField,
  url,
  type Check,
  type Fields,
  type Rule,
} from './schema.ts';
import { ACTIONABLE, CHOICES, MENU, MULTI_SELECTS, SELECTS } from './selects.ts';

const STYLE = oneOf('primary', 'danger');
const BUTTON_TEXT = { type: typeField, text: plainText(75) };

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element: text 75, value 2,000, url 3,000. */
export const button = object(BUTTON_TEXT, {
  ...ACTIONABLE,
  confirm,
  style: STYLE,
  url,
  value: string(2000),
  accessibility_label: string(75),
});

/** https://docs.slack.dev/reference/block-kit/block-elements/workflow-button-element */
const workflowButton = object(
  {
    ...BUTTON_TEXT,
    ...ACTIONABLE,
    workflow: object({
      trigger: object(
        { url },
        { customizable_input_parameters: list(object({ name: string(255), value: string(3000) }), 100, 0) },
      ),
    }),
  },
  { style: STYLE, accessibility_label: string(75) },
);

/** https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export const imageElement = object(
  { type: typeField, alt_text: string(2000) },
  { image_url: url, slack_file: slackFile },
  oneImageSource,
);

const TIME = pattern(/^([01]\d|2[0-3]):[0-5]\d$/);

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element and its neighbours. */
const PICKERS: Readonly<Record<string, Check>> = {
  datepicker: object({ type: typeField }, { ...MENU, initial_date: date }),
  timepicker: object({ type: typeField }, { ...MENU, initial_time: TIME, timezone: string(255) }),
};
const datetimepicker = object(
  { type: typeField },
  { ...ACTIONABLE, confirm, focus_on_load: boolean, initial_date_time: integer(1_000_000_000, 9_999_999_999) },
);

const INPUT: Fields = {
  ...ACTIONABLE,
  placeholder: plainText(150),
  focus_on_load: boolean,
  dispatch_action_config: dispatchActionConfig,
};
const NUMERIC = pattern(/^-?\d+(\.\d+)?$/);

function notAbove(least: string, most: string): Rule {
  return (value, pointer, problems) => {
    if (Number(value[least]) > Number(value[most])) problems.add(`\`${least}\` must not exceed \`${most}\``, pointer);
  };
}

/** https://docs.slack.dev/reference/block-kit/block-elements/rich-text-input-element: the one input that must have an id. */
const richTextInput = object(
  { type: typeField, ...ACTIONABLE },
  { ...INPUT, initial_value: richText, min_lines: integer(1, 100), max_lines: integer(1, 100) },
);

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element and its neighbours. */
const TEXT_INPUTS: Readonly<Record<string, Check>> = {
  plain_text_input: object(
    { type: typeField },
    {
      ...INPUT,
      initial_value: string(3000, 0),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
    notAbove('min_length', 'max_length'),
  ),
  email_text_input: object({ type: typeField }, { ...INPUT, initial_value: string(3000, 0) }),
  url_text_input: object({ type: typeField }, { ...INPUT, initial_value: string(3000, 0) }),
  number_input: object(
    { type: typeField, is_decimal_allowed: boolean },
    { ...INPUT, initial_value: NUMERIC, min_value: NUMERIC, max_value: NUMERIC },
    notAbove('min_value', 'max_value'),
  ),
};

const fileInput = object(
  { type: typeField },
  { ...ACTIONABLE, filetypes: list(string(255), 100), max_files: integer(1, 10) },
);

/**
 * Elements that not every surface shows, as "Available in Surfaces" on their pages below
 * https://docs.slack.dev/reference/block-kit/block-elements says.
 */
export const ELEMENT_SURFACES: Readonly<Record<string, readonly Surface[]>> = {
  datetimepicker: ['message', 'modal'],
  email_text_input: ['modal'],
  file_input: ['modal'],
  number_input: ['modal'],
  rich_text_input: ['modal', 'home'],
  url_text_input: ['modal'],
  workflow_button: ['message'],
};

/** Elements of an `actions` block. https://docs.slack.dev/reference/block-kit/blocks/actions-block */
export const ACTION_ELEMENTS: Readonly<Record<string, Check>> = {
  button,
  workflow_button: workflowButton,
  datetimepicker,
  rich_text_input: richTextInput,
  ...CHOICES,
  ...SELECTS,
  ...MULTI_SELECTS,
  ...PICKERS,
};

/** Accessories of a `section` block. https://docs.slack.dev/reference/block-kit/blocks/section-block */
export const ACCESSORIES: Readonly<Record<string, Check>> = {
  button,
  workflow_button: workflowButton,
  image: imageElement,
  ...CHOICES,
  ...SELECTS,
  ...MULTI_SELECTS,
  ...PICKERS,
};

/** Elements of an `input` block. https://docs.slack.dev/reference/block-kit/blocks/input-block */
export const INPUT_ELEMENTS: Readonly<Record<string, Check>> = {
  ...TEXT_INPUTS,
  rich_text_input: richTextInput,
  file_input: fileInput,
  datetimepicker,
  ...PICKERS,
  ...SELECTS,
  ...MULTI_SELECTS,
  checkboxes: CHOICES['checkboxes'] ?? typeField,
  radio_buttons: CHOICES['radio_buttons'] ?? typeField,
};

const feedbackButton = object({ text: plainText(75), value: string(2000) }, { accessibility_label: string(75) });

/** Elements of a `context_actions` block. https://docs.slack.dev/reference/block-kit/blocks/context-actions-block */
export const CONTEXT_ACTION_ELEMENTS: Readonly<Record<string, Check>> = {
  feedback_buttons: object(
    { type: typeField, positive_button: feedbackButton, negative_button: feedbackButton },
    ACTIONABLE,
  ),
  icon_button: object(
    { ...BUTTON_TEXT, icon: oneOf('trash') },
    {
      ...ACTIONABLE,
      confirm,
      value: string(2000),
      accessibility_label: string(75),
      visible_to_user_ids: list(string(255), 100),
    },
  ),
};

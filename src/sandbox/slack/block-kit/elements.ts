import { confirm, dispatchActionConfig, oneImageSource, plainText, slackFile } from './composition.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
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
    workflow: object({
      trigger: object(
        { url },
        { customizable_input_parameters: list(object({ name: string(255), value: string(3000) }), 100, 0) },
      ),
    }),
  },
  { ...ACTIONABLE, confirm, style: STYLE, accessibility_label: string(75) },
);

/** https://docs.slack.dev/reference/block-kit/block-elements/image-element */
export const imageElement = object(
  { type: typeField, alt_text: string(2000) },
  { image_url: url, slack_file: slackFile },
  oneImageSource,
);

const DATE = pattern(/^\d{4}-\d\d-\d\d$/, 'YYYY-MM-DD');
const TIME = pattern(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm');

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element and its neighbours. */
const PICKERS: Readonly<Record<string, Check>> = {
  datepicker: object({ type: typeField }, { ...MENU, initial_date: DATE }),
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
const NUMERIC = pattern(/^-?\d+(\.\d+)?$/, 'a number');

const richTextInput = object(
  { type: typeField },
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
    (value, pointer, problems) => {
      if (Number(value['min_length']) > Number(value['max_length'])) {
        problems.add('`min_length` must not exceed `max_length`', pointer);
      }
    },
  ),
  email_text_input: object({ type: typeField }, { ...INPUT, initial_value: string(3000, 0) }),
  url_text_input: object({ type: typeField }, { ...INPUT, initial_value: string(3000, 0) }),
  number_input: object(
    { type: typeField, is_decimal_allowed: boolean },
    { ...INPUT, initial_value: NUMERIC, min_value: NUMERIC, max_value: NUMERIC },
  ),
};

const fileInput = object(
  { type: typeField },
  { ...ACTIONABLE, filetypes: list(string(255), 100), max_files: integer(1, 10) },
);

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

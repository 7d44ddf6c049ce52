import {
  anyOption,
  confirm,
  conversationFilter,
  initialAmongOptions,
  optionGroup,
  overflowOption,
  plainOption,
  plainText,
} from './composition.ts';
import { boolean, integer, list, object, string, typeField, type Check, type Fields, type Rule } from './schema.ts';

/** Shared by every interactive element. `action_id` is 255 characters at most. */
export const ACTIONABLE: Fields = { action_id: string(255) };
export const MENU: Fields = { ...ACTIONABLE, confirm, placeholder: plainText(150), focus_on_load: boolean };

const ID = string(255);

/** Either options or option groups, 100 of each at most. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#static_select */
const optionsOrGroups: Rule = (value, pointer, problems) => {
  if ((value['options'] === undefined) === (value['option_groups'] === undefined)) {
    problems.add('must define either `options` or `option_groups`', pointer);
  }
  initialAmongOptions(value, pointer, problems);
};

const STATIC: Fields = { options: list(plainOption, 100), option_groups: list(optionGroup, 100) };
const CONVERSATIONS: Fields = { default_to_current_conversation: boolean, filter: conversationFilter };

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export const SELECTS: Readonly<Record<string, Check>> = {
  static_select: object({ type: typeField }, { ...MENU, ...STATIC, initial_option: plainOption }, optionsOrGroups),
  external_select: object(
    { type: typeField },
    { ...MENU, initial_option: plainOption, min_query_length: integer(0, 3000) },
  ),
  users_select: object({ type: typeField }, { ...MENU, initial_user: ID }),
  conversations_select: object(
    { type: typeField },
    { ...MENU, ...CONVERSATIONS, initial_conversation: ID, response_url_enabled: boolean },
  ),
  channels_select: object({ type: typeField }, { ...MENU, initial_channel: ID, response_url_enabled: boolean }),
};

const MULTI: Fields = { ...MENU, max_selected_items: integer(1, 100) };

/** https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element */
export const MULTI_SELECTS: Readonly<Record<string, Check>> = {
  multi_static_select: object(
    { type: typeField },
    { ...MULTI, ...STATIC, initial_options: list(plainOption, 100) },
    optionsOrGroups,
  ),
  multi_external_select: object(
    { type: typeField },
    { ...MULTI, initial_options: list(plainOption, 100), min_query_length: integer(0, 3000) },
  ),
  multi_users_select: object({ type: typeField }, { ...MULTI, initial_users: list(ID, 100) }),
  multi_conversations_select: object(
    { type: typeField },
    { ...MULTI, ...CONVERSATIONS, initial_conversations: list(ID, 100) },
  ),
  multi_channels_select: object({ type: typeField }, { ...MULTI, initial_channels: list(ID, 100) }),
};

/** Choices shown openly: ten at most; an overflow menu holds five. */
export const CHOICES: Readonly<Record<string, Check>> = {
  // https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element
  checkboxes: object(
    { type: typeField, options: list(anyOption, 10) },
    { ...ACTIONABLE, confirm, focus_on_load: boolean, initial_options: list(anyOption, 10) },
    initialAmongOptions,
  ),
  // https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element
  radio_buttons: object(
    { type: typeField, options: list(anyOption, 10) },
    { ...ACTIONABLE, confirm, focus_on_load: boolean, initial_option: anyOption },
    initialAmongOptions,
  ),
  // https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
  overflow: object({ type: typeField, options: list(overflowOption, 5) }, { ...ACTIONABLE, confirm }),
};

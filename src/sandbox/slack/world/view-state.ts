import type { Json, JsonObject } from '../../../model/json.ts';
import { elementsOf } from './layout-elements.ts';
import type { ViewValues } from './views.ts';

/** Field of the state that an element fills, and where its initial value comes from. Buttons hold no state. */
const STATE_FIELDS: Readonly<Record<string, readonly [field: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
  file_input: ['files', ''],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  checkboxes: ['selected_options', 'initial_options'],
  radio_buttons: ['selected_option', 'initial_option'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
};

/** The field in which an element of this type keeps its value, or undefined for buttons and menus without state. */
export function stateField(type: Json | undefined): string | undefined {
  return typeof type === 'string' ? STATE_FIELDS[type]?.[0] : undefined;
}

function emptyValue(field: string): Json {
  return field.startsWith('selected_') && field.endsWith('s') ? [] : null;
}

/**
 * `state.values`: every element that holds a value, with what was entered or else its initial value.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export function viewState(blocks: readonly JsonObject[], entered: ViewValues): JsonObject {
  const values: Record<string, Record<string, Json>> = {};
  for (const { blockId, actionId, element } of elementsOf(blocks)) {
    const type = element['type'];
    const [field, initial] = (typeof type === 'string' ? STATE_FIELDS[type] : undefined) ?? [];
    if (field === undefined || initial === undefined) continue;
    const given = entered[blockId]?.[actionId];
    // Somebody may have emptied a field that was filled in: then null is what stands in it.
    const value = given !== undefined && field in given ? given[field] : element[initial];
    (values[blockId] ??= {})[actionId] = { type: type ?? null, [field]: value ?? emptyValue(field) };
  }
  return values;
}

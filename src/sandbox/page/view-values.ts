import type { JsonObject } from '../../model/json.ts';
import { number, object, objects, text, texts } from './json-read.ts';

/** What stands in the fields of a view, by block id and action id: the shape of Slack's `view.state.values`. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** An element's ids within its surface; Slack makes up the ones that the app left out. */
export function blockIdOf(block: JsonObject, index: number): string {
  return text(block, 'block_id') ?? `block-${index}`;
}

export function actionIdOf(element: JsonObject): string {
  return text(element, 'action_id') ?? text(element, 'type') ?? 'element';
}

/** What an element holds before anybody touched it; undefined for elements that hold nothing (buttons, images). */
export function initialValue(element: JsonObject): JsonObject | undefined {
  const type = text(element, 'type') ?? '';
  switch (type) {
    case 'plain_text_input':
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return { type, value: text(element, 'initial_value') ?? null };
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: object(element, 'initial_option') ?? null };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: objects(element, 'initial_options') };
    case 'users_select':
      return { type, selected_user: text(element, 'initial_user') ?? null };
    case 'multi_users_select':
      return { type, selected_users: texts(element, 'initial_users') };
    case 'channels_select':
      return { type, selected_channel: text(element, 'initial_channel') ?? null };
    case 'conversations_select':
      return { type, selected_conversation: text(element, 'initial_conversation') ?? null };
    case 'datepicker':
      return { type, selected_date: text(element, 'initial_date') ?? null };
    case 'timepicker':
      return { type, selected_time: text(element, 'initial_time') ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: number(element, 'initial_date_time') ?? null };
    case 'multi_channels_select':
      return { type, selected_channels: texts(element, 'initial_channels') };
    case 'multi_conversations_select':
      return { type, selected_conversations: texts(element, 'initial_conversations') };
    case 'rich_text_input':
      return { type, rich_text_value: object(element, 'initial_value') ?? null };
    default:
      return undefined;
  }
}

function elementsOf(block: JsonObject): readonly JsonObject[] {
  const single = object(block, 'element') ?? object(block, 'accessory');
  return text(block, 'type') === 'actions' ? objects(block, 'elements') : single === undefined ? [] : [single];
}

/**
 * The values of all fields of a view: what the person entered, else what the app set. A field keeps what was entered
 * when the app updates the view, as long as block id, action id and kind stay the same.
 */
export function viewValues(view: JsonObject, entered: ViewValues): ViewValues {
  const values: Record<string, Record<string, JsonObject>> = {};
  for (const [index, block] of objects(view, 'blocks').entries()) {
    for (const element of elementsOf(block)) {
      const initial = initialValue(element);
      if (initial === undefined) continue;
      const blockId = blockIdOf(block, index);
      const actionId = actionIdOf(element);
      const own = entered[blockId]?.[actionId] ?? initial;
      values[blockId] = { ...values[blockId], [actionId]: own['type'] === initial['type'] ? own : initial };
    }
  }
  return values;
}

/** `entered` with one field changed. */
export function withValue(entered: ViewValues, blockId: string, actionId: string, value: JsonObject): ViewValues {
  return { ...entered, [blockId]: { ...entered[blockId], [actionId]: value } };
}

import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { objectsOf, textOf } from '../world/json-fields.ts';
import { stateField } from '../world/view-state.ts';
import type { World } from '../world/world.ts';

/** What Slack's client does with input before it sends anything: a value for the state, or what is wrong with it. */
export type FieldInput = { readonly value: Json } | { readonly wrong: string };

function optionsOf(element: JsonObject): readonly JsonObject[] {
  return [
    ...objectsOf(element['options']),
    ...objectsOf(element['option_groups']).flatMap((group) => objectsOf(group['options'])),
  ];
}

function option(element: JsonObject, chosen: Json): FieldInput {
  const value = isObject(chosen) ? chosen['value'] : undefined;
  const found = optionsOf(element).find((entry) => entry['value'] === value);
  return found === undefined ? { wrong: 'There is no such option.' } : { value: found };
}

function text(element: JsonObject, entered: string): FieldInput {
  const min = Number(element['min_length'] ?? 0);
  const max = Number(element['max_length'] ?? 3000);
  if (entered.length < min) return { wrong: `Enter at least ${min} characters.` };
  if (entered.length > max) return { wrong: `Enter at most ${max} characters.` };
  if (element['multiline'] !== true && entered.includes('\n')) return { wrong: 'Enter a single line.' };
  return { value: entered };
}

function numeric(element: JsonObject, entered: string): FieldInput {
  const isDecimal = element['is_decimal_allowed'] === true;
  if (!(isDecimal ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/).test(entered)) return { wrong: 'Enter a number.' };
  const [min, max] = [element['min_value'], element['max_value']];
  if (min !== undefined && Number(entered) < Number(min)) return { wrong: `Enter at least ${textOf(min)}.` };
  if (max !== undefined && Number(entered) > Number(max)) return { wrong: `Enter at most ${textOf(max)}.` };
  return { value: entered };
}

function single(world: World, element: JsonObject, given: Json): FieldInput {
  const entered = textOf(given);
  const ok = (isRight: boolean, wrong: string): FieldInput => (isRight ? { value: given } : { wrong });
  switch (textOf(element['type'])) {
    case 'plain_text_input':
      return text(element, entered);
    case 'number_input':
      return numeric(element, entered);
    case 'email_text_input':
      return ok(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(entered), 'Enter an e-mail address.');
    case 'url_text_input':
      return ok(URL.canParse(entered), 'Enter a URL.');
    case 'static_select':
    case 'radio_buttons':
      return option(element, given);
    case 'users_select':
      return ok(world.people.has(entered), 'There is no such person.');
    case 'channels_select':
    case 'conversations_select':
      return ok(world.channels.has(entered), 'There is no such channel.');
    case 'datepicker':
      return ok(/^\d{4}-\d\d-\d\d$/.test(entered), 'Enter a date.');
    case 'timepicker':
      return ok(/^\d\d:\d\d$/.test(entered), 'Enter a time.');
    case 'datetimepicker':
      return ok(Number.isInteger(given), 'Enter a date and time.');
    case 'rich_text_input':
      return ok(isObject(given), 'Enter a text.');
    default:
      return { wrong: 'The sandbox has no such field.' };
  }
}

/** Name of the single element whose check each entry of a list goes through. */
const SINGLE_OF: Readonly<Record<string, string>> = {
  checkboxes: 'static_select',
  multi_static_select: 'static_select',
  multi_users_select: 'users_select',
  multi_channels_select: 'channels_select',
  multi_conversations_select: 'conversations_select',
};

function several(world: World, element: JsonObject, given: readonly Json[], type: string): FieldInput {
  const max = element['max_selected_items'];
  if (typeof max === 'number' && given.length > max) return { wrong: `Choose at most ${max}.` };
  const inputs = given.map((entry) => single(world, { ...element, type }, entry));
  const wrong = inputs.find((input) => 'wrong' in input);
  return wrong ?? { value: inputs.flatMap((input) => ('value' in input ? [input.value] : [])) };
}

export function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Checks what was entered in one element, given in the shape of the state: `{ value }`, `{ selected_option }`, … */
export function readField(world: World, element: JsonObject, given: JsonObject): FieldInput {
  const type = textOf(element['type']);
  const field = stateField(type);
  const value = field === undefined ? undefined : given[field];
  if (value === undefined || isEmpty(value)) return { value: Array.isArray(value) ? [] : null };
  const entry = SINGLE_OF[type];
  if (entry === undefined) return single(world, element, value);
  return Array.isArray(value) ? several(world, element, value, entry) : { wrong: 'Choose from the list.' };
}

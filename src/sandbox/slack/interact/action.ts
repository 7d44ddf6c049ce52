import type { Json, JsonObject } from '../../../model/json.ts';
import { elementsOf, type PlacedElement } from '../world/layout-elements.ts';
import { objectsOf, textOf } from '../world/json-fields.ts';
import { stateField } from '../world/view-state.ts';
import type { World } from '../world/world.ts';
import { readField } from './field-input.ts';
import { CannotDo } from './stage.ts';

/** What a click says about the element and the choice. */
export interface Click {
  readonly actionId: string;
  readonly blockId?: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly confirmed?: boolean;
}

/**
 * The element that was clicked, in the layout as it stands now.
 * @throws CannotDo `no-such-element`, `not-confirmed`.
 */
export function clickedElement(blocks: readonly JsonObject[], click: Click): PlacedElement {
  const found = elementsOf(blocks).filter(
    ({ actionId, blockId }) => actionId === click.actionId && (click.blockId ?? blockId) === blockId,
  );
  const [placed] = found;
  if (placed === undefined || found.length > 1) {
    const text =
      placed === undefined ? 'That is not there any more.' : 'Several elements have that id: name the block.';
    throw new CannotDo('no-such-element', text);
  }
  if (placed.element['confirm'] !== undefined && click.confirmed !== true) {
    throw new CannotDo('not-confirmed', 'The confirm dialog was not answered with yes.');
  }
  return placed;
}

/** The choice in the shape of the state, e.g. `{ selected_option: { value } }`. */
function givenChoice(field: string, { value, values }: Click): JsonObject {
  if (field === 'selected_option') return { [field]: value === undefined ? null : { value } };
  if (field === 'selected_options') return { [field]: (values ?? []).map((entry) => ({ value: entry })) };
  if (field === 'selected_date_time') return { [field]: value === undefined ? null : Number(value) };
  return { [field]: field.endsWith('s') ? [...(values ?? [])] : (value ?? null) };
}

/** The chosen value of a stateful element: field and value. Buttons choose nothing. */
export function choiceOf(world: World, element: JsonObject, click: Click): readonly [string, Json] | undefined {
  if (element['type'] === 'overflow') {
    const found = objectsOf(element['options']).find((entry) => entry['value'] === click.value);
    if (found === undefined) throw new CannotDo('no-such-option', 'There is no such option.');
    return ['selected_option', found];
  }
  const field = stateField(element['type']);
  if (field === undefined) return undefined;
  const input = readField(world, element, givenChoice(field, click));
  if ('wrong' in input) throw new CannotDo('no-such-option', input.wrong);
  return [field, input.value];
}

/** One entry of `actions`. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function actionEntry(
  placed: PlacedElement,
  choice: readonly [string, Json] | undefined,
  ts: string,
): JsonObject {
  const { element, actionId, blockId } = placed;
  const shown: JsonObject = Object.fromEntries(
    ['text', 'value', 'style', 'placeholder'].flatMap((key) => {
      const value = element[key];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return {
    type: textOf(element['type']),
    action_id: actionId,
    block_id: blockId,
    ...shown,
    ...(choice === undefined ? {} : { [choice[0]]: choice[1] }),
    action_ts: ts,
  };
}

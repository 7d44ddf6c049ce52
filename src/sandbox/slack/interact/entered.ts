import { isObject } from '../../../model/json.ts';
import { elementsOf } from '../world/layout-elements.ts';
import { objectsOf } from '../world/json-fields.ts';
import { stateField } from '../world/view-state.ts';
import type { OpenView, ViewValues } from '../world/views.ts';
import type { World } from '../world/world.ts';
import { isEmpty, readField } from './field-input.ts';
import { CannotDo } from './stage.ts';

interface Checked {
  readonly values: ViewValues;
  /** What is wrong, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

function mergeEntered(former: ViewValues, given: ViewValues): ViewValues {
  const merged: Record<string, ViewValues[string]> = { ...former };
  for (const [blockId, fields] of Object.entries(given)) merged[blockId] = { ...merged[blockId], ...fields };
  return merged;
}

/**
 * What stands in a modal's fields after the person typed `given`.
 * @throws CannotDo `no-such-element` for a field that the view does not have.
 */
export function checkEntered(world: World, view: OpenView, given: ViewValues): Checked {
  const placed = elementsOf(objectsOf(view.definition['blocks'])).filter(({ element }) => stateField(element['type']));
  for (const [blockId, fields] of Object.entries(given)) {
    for (const actionId of Object.keys(fields)) {
      if (!placed.some((entry) => entry.blockId === blockId && entry.actionId === actionId)) {
        throw new CannotDo('no-such-element', `The view has no field ${blockId}/${actionId}.`);
      }
    }
  }
  const merged = mergeEntered(view.entered, given);
  const values: Record<string, Record<string, ViewValues[string][string]>> = {};
  const errors: Record<string, string> = {};
  for (const { blockId, actionId, element, input } of placed) {
    const typed = merged[blockId]?.[actionId];
    const field = stateField(element['type']);
    if (field === undefined || !isObject(typed)) continue;
    const read = readField(world, element, typed);
    if ('wrong' in read) errors[blockId] = read.wrong;
    else (values[blockId] ??= {})[actionId] = { [field]: read.value };
    if (input === undefined && 'wrong' in read) throw new CannotDo('no-such-option', read.wrong);
  }
  return { values, errors };
}

/** Input blocks that must be filled in and are not. https://docs.slack.dev/reference/block-kit/blocks/input-block: `optional` */
export function missingInputs(view: OpenView, state: ViewValues): Readonly<Record<string, string>> {
  const missing = elementsOf(objectsOf(view.definition['blocks'])).filter(({ blockId, actionId, element, input }) => {
    const field = stateField(element['type']);
    return (
      input !== undefined &&
      input['optional'] !== true &&
      field !== undefined &&
      isEmpty(state[blockId]?.[actionId]?.[field])
    );
  });
  return Object.fromEntries(missing.map(({ blockId }) => [blockId, 'Please complete this required field.']));
}

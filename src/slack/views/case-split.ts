import { actorChoices, ruleChoices } from '../../../blocks/merge-modals.ts';
import { simpleModal } from '../../../blocks/simple-modal.ts';
import type { Case, CasePart } from '../../model/case.ts';
import { isObject } from '../../model/json.ts';
import { aboutOf } from '../modal-origin.ts';
import { submissionKey, text, type Payload } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** Which rules, or whose records, get a case of their own. */
export const caseSplit: ViewUnit = {
  id: 'case.split',
  role: 'responder',
  async run(gesture, view) {
    const { services, person, key } = gesture;
    const wanted = text(view, 'state', 'values', 'actor', 'option', 'selected_option', 'value');
    const boxes = checked(view);
    const part = await services.split({
      caseId: aboutOf(view),
      choose: (it) => (wanted === undefined ? rulesIn(it, boxes) : actorIn(it, wanted)),
      person,
      key: submissionKey(view, key),
    });
    await gesture.fill(simpleModal('Split case', `Case ${part.id} has a card of its own now.`));
  },
};

function actorIn(it: Case, wanted: string): CasePart | undefined {
  const chosen = actorChoices(it).find(({ value }) => value === wanted);
  return chosen === undefined ? undefined : { kind: 'actor', actor: chosen.id };
}

function rulesIn(it: Case, boxes: readonly string[]): CasePart | undefined {
  const chosen = ruleChoices(it).filter(({ value }) => boxes.includes(value));
  return chosen.length < boxes.length ? undefined : { kind: 'rules', rules: chosen.map(({ id }) => id) };
}

/** Everything that is ticked, in whatever group of boxes. */
function checked(view: Payload): readonly string[] {
  const state = view['state'];
  const values: unknown = isObject(state) ? state['values'] : undefined;
  if (!isObject(values)) return [];
  return Object.keys(values).flatMap((block) => {
    const input = values[block];
    const options: unknown = isObject(input) && isObject(input['options']) ? input['options']['selected_options'] : [];
    return Array.isArray(options)
      ? options.flatMap((one: unknown) => (isObject(one) && typeof one['value'] === 'string' ? [one['value']] : []))
      : [];
  });
}

import { simpleModal } from '../../../blocks/simple-modal.ts';
import { isObject } from '../../model/json.ts';
import { aboutOf } from '../modal-origin.ts';
import { submissionKey, text } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** The plan modal's submission: asks for approval. */
export const createRequest: ViewUnit = {
  id: 'request.create',
  role: 'responder',
  async run(gesture, view) {
    const request = await gesture.services.request({
      planId: aboutOf(view),
      person: gesture.person,
      reason: text(view, 'state', 'values', 'reason', 'text', 'value')?.trim() ?? '',
      targets: chosen(view),
      key: submissionKey(view, gesture.key),
    });
    await gesture.fill(
      simpleModal(
        request.plan.action.title,
        `Asked. Request ${request.id} is in the case's thread and needs ${request.quorum === 1 ? 'one approval' : `${request.quorum} approvals`}.`,
      ),
    );
  },
};

/** The ticked targets, or undefined where there was no choice. */
function chosen(view: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const state = view['state'];
  const values = isObject(state) && isObject(state['values']) ? state['values'] : {};
  const block = isObject(values['targets']) ? values['targets']['ids'] : undefined;
  if (!isObject(block) || !Array.isArray(block['selected_options'])) return undefined;
  return block['selected_options'].map((option: unknown) => text(option, 'value')).filter((id) => id !== undefined);
}

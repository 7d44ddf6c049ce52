import { simpleModal } from '../../../blocks/simple-modal.ts';
import { TrailboltError } from '../../errors.ts';
import { caseIdIn } from '../case-id.ts';
import { aboutOf } from '../modal-origin.ts';
import { text } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** Which case becomes a part of this one. */
export const caseMerge: ViewUnit = {
  id: 'case.merge',
  role: 'responder',
  async run(gesture, view) {
    const { services, person } = gesture;
    const from = text(view, 'state', 'values', 'from', 'option', 'selected_option', 'value');
    if (from === undefined || caseIdIn([from]) === undefined)
      throw new TrailboltError('case.no-choice', 'Nothing was chosen; nothing was changed.');
    const into = await services.merge({ into: aboutOf(view), from, person });
    await gesture.fill(simpleModal('Merge cases', `Case ${from} is a part of case ${into.id} now.`));
  },
};

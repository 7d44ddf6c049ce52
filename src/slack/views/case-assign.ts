import { assignModal } from '../../../blocks/case-modals.ts';
import { simpleModal } from '../../../blocks/simple-modal.ts';
import { TrailboltError } from '../../errors.ts';
import { aboutOf } from '../modal-origin.ts';
import { text, userId } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** Who looks after a case. */
export const caseAssign: ViewUnit = {
  id: 'case.assign',
  role: 'responder',
  async run(gesture, view) {
    const { services, person, key } = gesture;
    const chosen = userId(text(view, 'state', 'values', 'assignee', 'user', 'selected_user'));
    if (chosen === undefined) throw new TrailboltError('case.nobody', 'Nobody was chosen; nothing was changed.');
    const to = await services.person(chosen);
    const caseId = aboutOf(view);
    const why = await services.whyNotAssign(caseId, to);
    // The window stays, so that somebody else can be chosen.
    if (why !== undefined)
      return gesture.fill(assignModal(await services.case(caseId), { chosen: to.id, problem: why }));
    const { changed } = await services.changeCase({
      caseId,
      change: { kind: 'assign', to: { id: to.id, name: to.name } },
      person,
      key,
    });
    await gesture.fill(
      simpleModal('Assign case', changed ? `Assigned to ${to.name}.` : `It was assigned to ${to.name} before.`),
    );
  },
};

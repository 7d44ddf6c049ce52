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
    // Only somebody who may see the case and do something about it.
    if (to.kind !== 'member' || to.role === undefined || to.role === 'viewer')
      throw new TrailboltError(
        'case.not-assignable',
        `${to.name} cannot look after cases: that needs the role responder. Nothing was changed.`,
      );
    const { changed } = await services.changeCase({
      caseId: aboutOf(view),
      change: { kind: 'assign', to: { id: to.id, name: to.name } },
      person,
      key,
    });
    await gesture.fill(
      simpleModal('Assign case', changed ? `Assigned to ${to.name}.` : `It was assigned to ${to.name} before.`),
    );
  },
};

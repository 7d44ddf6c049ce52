import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Reopen case”: it was not over. */
export const caseReopen: ButtonUnit = {
  id: 'case.reopen',
  role: 'responder',
  async run(gesture, caseId) {
    const { services, person, key } = gesture;
    const { changed } = await services.changeCase({ caseId, change: { kind: 'reopen' }, person, key });
    if (!changed) await gesture.tell(note('It is open already.'));
  },
};

import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Acknowledge”: somebody looks at it. */
export const caseAcknowledge: ButtonUnit = {
  id: 'case.acknowledge',
  role: 'responder',
  async run(gesture, caseId) {
    const { services, person, key } = gesture;
    const { case: it, changed } = await services.changeCase({ caseId, change: { kind: 'acknowledge' }, person, key });
    if (!changed)
      await gesture.tell(note(`It was acknowledged before${it.acknowledged?.by === person.id ? ', by you' : ''}.`));
  },
};

import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Ask the actor”: a direct message to the person behind the principal. */
export const caseAsk: ButtonUnit = {
  id: 'case.ask',
  role: 'responder',
  async run(gesture, caseId) {
    const { services, person, key } = gesture;
    const asked = await services.askActor({ caseId, person, key });
    await gesture.tell(note(`${asked.name} is asked by direct message; the answer comes into the thread.`));
  },
};

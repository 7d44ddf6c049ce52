import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Hold”: what an automation announced does not start. Anybody who sees to cases may be careful. */
export const requestHold: ButtonUnit = {
  id: 'request.hold',
  role: 'responder',
  async run(gesture, requestId) {
    const { person, key, services } = gesture;
    const answer = await services.hold({ requestId, person, key });
    await gesture.tell(note(answer.sentence));
  },
};

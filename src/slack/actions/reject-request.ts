import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** Ends a request without words: “Withdraw request” of whoever asked, in the Home tab, and the button of older cards. */
export const rejectRequest: ButtonUnit = {
  id: 'request.reject',
  role: 'viewer',
  async run(gesture, value) {
    const [requestId = ''] = value.split('.', 1);
    const answer = await gesture.services.reject({ requestId, person: gesture.person, key: gesture.key });
    await gesture.tell(note(answer.allowed ? answer.sentence : `Not rejected. ${answer.sentence}`));
  },
};

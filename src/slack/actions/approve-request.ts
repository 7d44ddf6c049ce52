import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Approve: …” on a request. Who may is decided by the policy, not by who sees the button. */
export const approveRequest: ButtonUnit = {
  id: 'request.approve',
  role: 'viewer',
  async run(gesture, value) {
    const [requestId = '', seen = ''] = value.split('.', 2);
    const answer = await gesture.services.approve({ requestId, seen, person: gesture.person, key: gesture.key });
    await gesture.tell(note(answer.allowed ? answer.sentence : `Not approved. ${answer.sentence}`));
  },
};

import { lookUpModal } from '../../../blocks/look-up-modal.ts';
import { text } from '../payload.ts';
import { subjectsIn, valueOf } from '../subjects.ts';
import type { ShortcutUnit } from '../unit.ts';

/** “Look up in CloudTrail” on any message: offers what it finds in it. Changes nothing. */
export const lookUp: ShortcutUnit = {
  id: 'look-up',
  name: 'Look up in CloudTrail',
  summary: 'Finds ids, ARNs, addresses and access keys in a message and says who did what.',
  role: 'viewer',
  async run(gesture) {
    const { payload } = gesture;
    const subjects = subjectsIn(payload['message']).map((subject) => ({ ...subject, value: valueOf(subject) }));
    const thread = text(payload, 'message', 'thread_ts') ?? text(payload, 'message', 'ts') ?? '';
    await gesture.fill(lookUpModal(subjects, thread));
  },
};

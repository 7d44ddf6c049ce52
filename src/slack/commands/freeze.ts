import { note } from '../../../blocks/note.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail freeze looks like a false alarm`: stops every approval and run. Who may is decided by the policy. */
export const freeze: CommandUnit = {
  id: 'freeze',
  usage: 'freeze [reason]',
  summary: 'Stop all approvals, runs and automations at once, until two approvers thaw. For approvers.',
  role: 'viewer',
  async run(gesture, words) {
    const { person, key, services } = gesture;
    const answer = await services.freeze({ person, key, reason: words.join(' ').slice(0, 300) });
    return note(answer.sentence);
  },
};

import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Freeze everything” on the Home tab: the same as `/trail freeze`. Who may is decided by the policy. */
export const guardFreeze: ButtonUnit = {
  id: 'guard.freeze',
  role: 'viewer',
  async run(gesture) {
    const { person, key, services } = gesture;
    const answer = await services.freeze({ person, key, reason: 'from the Home tab' });
    await gesture.tell(note(answer.sentence));
  },
};

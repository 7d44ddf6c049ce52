import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Thaw” on the Home tab: the same as `/trail thaw`, by one of the two who have to say it. */
export const guardThaw: ButtonUnit = {
  id: 'guard.thaw',
  role: 'viewer',
  async run(gesture) {
    const { person, key, services } = gesture;
    const answer = await services.thaw({ person, key });
    await gesture.tell(note(answer.sentence));
  },
};

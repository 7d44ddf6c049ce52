import { note } from '../../../blocks/note.ts';
import { TrailboltError } from '../../errors.ts';
import { originOf } from '../modal-origin.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Share”: an answer that only one person sees is posted where it was asked for, for everybody. */
export const answerShare: ButtonUnit = {
  id: 'answer.share',
  role: 'viewer',
  async run(gesture, id) {
    const origin = originOf(gesture.payload);
    if (origin === undefined)
      throw new TrailboltError('answer.no-place', 'This can only be shared from a channel; ask again there.');
    const shared = await gesture.services.share({ id, person: gesture.person, ...origin });
    // What is in the channel speaks for itself.
    if (!shared) await gesture.tell(note('It is shared already.'));
  },
};

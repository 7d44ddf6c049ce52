import { footnote } from '../../../blocks/text.ts';
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
    const { fresh, message } = await gesture.services.share({ id, person: gesture.person, ...origin });
    // The button has done its work.
    const blocks = [...message.blocks, footnote('Shared with everybody here.')];
    const replaced = await gesture.replace(() => Promise.resolve({ ...message, blocks }));
    // What is in the channel speaks for itself.
    if (!fresh && !replaced) await gesture.tell(note('It is shared already.'));
  },
};

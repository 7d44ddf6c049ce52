import { note } from '../../../blocks/note.ts';
import { originOf } from '../modal-origin.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Post the card of…”: what a storm's digest holds gets its card. */
export const stormCard: ButtonUnit = {
  id: 'storm.card',
  role: 'responder',
  async run(gesture, chosen) {
    const { hasCard } = await gesture.services.showCard({ chosen, channel: originOf(gesture.payload)?.channel ?? '' });
    await gesture.tell(note(hasCard ? 'It has its card already.' : 'Its card is posted next.'));
  },
};

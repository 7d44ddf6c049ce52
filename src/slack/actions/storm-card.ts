import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Post the card of…”: a case that a storm's digest holds gets its card. */
export const stormCard: ButtonUnit = {
  id: 'storm.card',
  role: 'responder',
  async run(gesture, caseId) {
    const { hasCard } = await gesture.services.showCard(caseId);
    await gesture.tell(note(hasCard ? 'This case has its card already.' : 'Its card is posted next.'));
  },
};

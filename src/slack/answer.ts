import { withShare } from '../../blocks/share.ts';
import type { CommandAnswer, Gesture } from './unit.ts';

/**
 * Answers the person who asked; what may be shared, with the button that does. `thread`: where it is shared, if not where
 * the button is. False as of {@link Gesture.tell}.
 */
export async function answer(gesture: Gesture, said: CommandAnswer, thread?: string): Promise<boolean> {
  if (!('share' in said)) return gesture.tell(said);
  const { key, person, services } = gesture;
  const kept = { id: key, person: person.id, message: said.share };
  await services.keepAnswer(thread === undefined ? kept : { ...kept, thread });
  return gesture.tell(withShare(said.share, key));
}

import { statusAnswer } from '../../../blocks/status-answer.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail status`: is anything frozen, which policy is in force, what has run this hour. */
export const status: CommandUnit = {
  id: 'status',
  usage: 'status',
  summary: 'Whether Trailbolt is frozen, which policy is in force, and what has run this hour.',
  role: 'viewer',
  async run(gesture) {
    return { share: statusAnswer(await gesture.services.status(gesture.person)) };
  },
};

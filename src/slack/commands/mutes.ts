import { mutesAnswer } from '../../../blocks/mutes-answer.ts';
import { accountName } from '../account-name.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail mutes`: what has no cards now, and until when. */
export const mutes: CommandUnit = {
  id: 'mutes',
  usage: 'mutes',
  summary: 'The rules that are muted, for what and until when, each with a button that lifts it.',
  role: 'viewer',
  async run({ services }) {
    const [policy, found] = await Promise.all([services.policy(), services.mutes()]);
    return mutesAnswer(found, (id) => accountName(policy, id));
  },
};

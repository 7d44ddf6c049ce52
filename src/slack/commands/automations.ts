import { automationsAnswer } from '../../../blocks/automations-answer.ts';
import { accountName } from '../account-name.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail automations`: what Trailbolt may do by itself, and would have done. */
export const automations: CommandUnit = {
  id: 'automations',
  usage: 'automations',
  summary: 'What Trailbolt may do by itself, who armed it, and what it would have done.',
  role: 'viewer',
  async run({ services }) {
    const [policy, listed] = await Promise.all([services.policy(), services.automations()]);
    return automationsAnswer(listed, (id) => accountName(policy, id));
  },
};

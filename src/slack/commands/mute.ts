import { muteAnswer } from '../../../blocks/mute-answer.ts';
import { accountName } from '../account-name.ts';
import { caseIdIn } from '../case-id.ts';
import type { CommandUnit } from '../unit.ts';
import { whichCase } from '../which-case.ts';

/** `/trail mute 0cwd8pvvl0`: leads to the window in which a rule of the case is muted. Changes nothing. */
export const mute: CommandUnit = {
  id: 'mute',
  usage: 'mute <case id>',
  summary: 'Mute a rule of a case: which one, for whom, how long and why is asked for in a window.',
  role: 'responder',
  async run({ services }, words) {
    const id = caseIdIn(words);
    if (id === undefined) return whichCase(services, 'mute');
    const [it, policy] = await Promise.all([services.case(id), services.policy()]);
    return muteAnswer(it, accountName(policy, it.account));
  },
};

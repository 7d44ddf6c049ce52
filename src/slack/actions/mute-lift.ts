import { mutesAnswer } from '../../../blocks/mutes-answer.ts';
import { note } from '../../../blocks/note.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Lift mute”: its cards are posted again. Whoever may see to cases may do that, as it only ever shows more. */
export const muteLift: ButtonUnit = {
  id: 'mute.lift',
  role: 'responder',
  async run(gesture, id) {
    const { services, person } = gesture;
    const lifted = await services.liftMute(id, person);
    const words =
      lifted === undefined
        ? 'This mute has ended, or somebody lifted it before.'
        : `Lifted: cards of “${lifted.rule.title}” are posted again.`;
    const replaced = await gesture.replace(async () => {
      const [policy, rest] = await Promise.all([services.policy(), services.mutes()]);
      return mutesAnswer(rest, (account) => accountName(policy, account), words);
    });
    if (!replaced) await gesture.tell(note(words));
  },
};

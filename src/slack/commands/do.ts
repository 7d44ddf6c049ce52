import { doAnswer } from '../../../blocks/do-answer.ts';
import { note } from '../../../blocks/note.ts';
import { accountName } from '../account-name.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail do stop-instance i-0123456789abcdef0 production eu-west-1`: the same way as from a card. Changes nothing. */
export const doAction: CommandUnit = {
  id: 'do',
  usage: 'do <action> <id or name> [account] [Region]',
  summary: 'Plan a remedy by hand: it is asked for, approved and run like any other.',
  role: 'responder',
  async run(gesture, words) {
    const [action, target = '', ...rest] = words;
    if (action === undefined)
      return note('Say what and on what: /trail do stop-instance i-0123456789abcdef0 production eu-west-1');
    const { services, person, key } = gesture;
    const offer = await services.planByHand({ action, target, rest, person, key });
    return doAnswer(offer, accountName(await services.policy(), offer.account));
  },
};

import { lookupAnswer } from '../../../blocks/lookup-answer.ts';
import { actorsOf } from '../../model/case.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

const HOUR_MS = 60 * 60 * 1000;

/** “Show trail”: what each of the case's actors did in the hour before it and since, into the case's thread. */
export const showTrail: ButtonUnit = {
  id: 'case.trail',
  role: 'viewer',
  async run(gesture, value) {
    const { services } = gesture;
    const [it, policy] = await Promise.all([services.case(value), services.policy()]);
    for (const [index, { root }] of actorsOf(it).entries()) {
      const now = services.now();
      const lookup = await services.lookup({
        about: 'who',
        term: root.id,
        from: Math.max(it.openedAt - HOUR_MS, now - 24 * HOUR_MS),
        to: now,
        accounts: [it.account],
      });
      const message = lookupAnswer(lookup, {
        askedBy: gesture.person.id,
        accountName: (id) => accountName(policy, id),
      });
      await services.note(it.id, `trail-${gesture.key}${index === 0 ? '' : `-${index}`}`, message);
    }
  },
};

import { planModal } from '../../../blocks/plan-modal.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Undo…” on a request that has run: reads live state and shows the plan that takes it back. Changes nothing. */
export const openUndo: ButtonUnit = {
  id: 'open.undo',
  role: 'responder',
  async run(gesture, value) {
    const { plan, ...needs } = await gesture.services.planUndo(value);
    const account = accountName(await gesture.services.policy(), plan.account);
    await gesture.fill(planModal({ plan, account, ...needs, forbidden: needs.forbidden?.reason }));
  },
};

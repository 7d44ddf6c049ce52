import { planModal } from '../../../blocks/plan-modal.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Terminate instance…”: reads live state and shows the plan. Changes nothing. */
export const openPlan: ButtonUnit = {
  id: 'open.plan',
  role: 'responder',
  async run(gesture, value) {
    const [caseId = '', offerId = ''] = value.split('.', 2);
    const { plan, ...needs } = await gesture.services.plan(caseId, offerId);
    const account = accountName(await gesture.services.policy(), plan.account);
    await gesture.fill(planModal({ plan, account, ...needs, forbidden: needs.forbidden?.reason }));
  },
};

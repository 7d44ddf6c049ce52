import { emergencyModal, emergencyRefused } from '../../../blocks/emergency-modal.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Emergency approval…”: asks why, and shows the plan once more; of whom it is not for, it says who may. */
export const openEmergency: ButtonUnit = {
  id: 'open.emergency',
  role: 'viewer',
  async run(gesture, value) {
    const { services, person } = gesture;
    const [requestId = '', seen = ''] = value.split('.', 2);
    const { request, reasonLength, refused } = await services.alone({ requestId, person, seen });
    if (refused !== undefined) return gesture.fill(emergencyRefused(refused.reason, refused.who));
    const account = accountName(await services.policy(), request.plan.account);
    return gesture.fill(emergencyModal({ request, account, reasonLength }));
  },
};

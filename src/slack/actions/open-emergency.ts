import { emergencyModal } from '../../../blocks/emergency-modal.ts';
import { simpleModal } from '../../../blocks/simple-modal.ts';
import { accountName } from '../account-name.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Emergency approval…”: asks why, and shows the plan once more. Who may is decided when it is submitted. */
export const openEmergency: ButtonUnit = {
  id: 'open.emergency',
  role: 'viewer',
  async run(gesture, value) {
    const { services } = gesture;
    const [requestId = ''] = value.split('.', 1);
    const [request, policy] = await Promise.all([services.asked(requestId), services.policy()]);
    if (policy.breakGlass === undefined)
      return gesture.fill(simpleModal('Emergency approval', 'The policy lets nobody approve alone.'));
    const account = accountName(policy, request.plan.account);
    return gesture.fill(emergencyModal({ request, account, reasonLength: policy.breakGlass.reasonLength }));
  },
};

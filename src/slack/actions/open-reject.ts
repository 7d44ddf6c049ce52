import { rejectModal } from '../../../blocks/reject-modal.ts';
import { simpleModal } from '../../../blocks/simple-modal.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Reject request…”: asks why; to whoever asked it is a withdrawal. Of whom it is not for it says so at once. */
export const openReject: ButtonUnit = {
  id: 'open.reject',
  role: 'viewer',
  async run(gesture, value) {
    const { services, person } = gesture;
    const [requestId = ''] = value.split('.', 1);
    const { request, isOwn, refused } = await services.rejection({ requestId, person });
    await gesture.fill(
      refused === undefined
        ? rejectModal(request, isOwn)
        : simpleModal('Reject request', `You cannot reject this. ${refused}`),
    );
  },
};

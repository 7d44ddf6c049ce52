import { simpleModal } from '../../../blocks/simple-modal.ts';
import { aboutOf } from '../modal-origin.ts';
import { submissionKey, text } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** The emergency modal's submission: approves a request alone. */
export const approveAlone: ViewUnit = {
  id: 'request.emergency',
  role: 'viewer',
  async run(gesture, view) {
    const [requestId = '', seen = ''] = aboutOf(view).split('.', 2);
    const answer = await gesture.services.approve({
      requestId,
      seen,
      person: gesture.person,
      key: submissionKey(view, gesture.key),
      emergency: text(view, 'state', 'values', 'reason', 'text', 'value')?.trim() ?? '',
    });
    await gesture.fill(
      simpleModal('Emergency approval', answer.allowed ? answer.sentence : `Not approved. ${answer.sentence}`),
    );
  },
};

import { simpleModal } from '../../../blocks/simple-modal.ts';
import { aboutOf } from '../modal-origin.ts';
import { text } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** The window in which a request is rejected, or withdrawn by whoever asked. */
export const rejectWithReason: ViewUnit = {
  id: 'request.reject',
  role: 'viewer',
  async run(gesture, view) {
    const { services, person, key } = gesture;
    const requestId = aboutOf(view);
    const reason = text(view, 'state', 'values', 'reason', 'text', 'value')?.slice(0, 300) ?? '';
    const { allowed, sentence } = await services.reject({ requestId, person, key, reason });
    await gesture.fill(simpleModal('Request', allowed ? sentence : `Nothing was changed. ${sentence}`));
  },
};

import { recordModal } from '../../../blocks/record-modal.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Show details…”: what the rules say, and the newest record of a case as AWS wrote it, without its secrets. Audited. */
export const openRecord: ButtonUnit = {
  id: 'open.record',
  role: 'viewer',
  async run(gesture, caseId) {
    const { services, person, key } = gesture;
    await gesture.fill(recordModal(await services.record({ caseId, person, key })));
  },
};

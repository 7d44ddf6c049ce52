import { recordModal } from '../../../blocks/record-modal.ts';
import type { ButtonUnit } from '../unit.ts';

/** The menu in the window of a record: another one of the same case. Audited like the first. */
export const recordShow: ButtonUnit = {
  id: 'record.show',
  role: 'viewer',
  async run(gesture, value) {
    const [caseId = '', pick = ''] = value.split('.', 2);
    const { services, person, key } = gesture;
    await gesture.fill(recordModal(await services.record({ caseId, pick, person, key })));
  },
};

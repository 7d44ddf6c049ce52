import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Disarm”: an automation only says what it would do. Any approver may be careful. */
export const automationDisarm: ButtonUnit = {
  id: 'automation.disarm',
  role: 'approver',
  async run(gesture, value) {
    const [name = '', seen = ''] = value.split('.', 2);
    const { person, key, services } = gesture;
    await services.setArmed({ name, seen, armed: false, person, key });
    await gesture.tell(note('Disarmed: from now on it only says what it would do.'));
  },
};

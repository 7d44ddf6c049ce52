import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Arm”: an automation may act by itself, as it was seen. */
export const automationArm: ButtonUnit = {
  id: 'automation.arm',
  role: 'admin',
  async run(gesture, value) {
    const [name = '', seen = ''] = value.split('.', 2);
    const { person, key, services } = gesture;
    await services.setArmed({ name, seen, armed: true, person, key });
    await gesture.tell(note('Armed: it acts by itself from now on, with its time to hold it.'));
  },
};

import { note } from '../../../blocks/note.ts';
import type { CommandUnit } from '../unit.ts';

/** `/trail thaw`: the first of two approvers says it, then the second. */
export const thaw: CommandUnit = {
  id: 'thaw',
  usage: 'thaw',
  summary: 'Let approvals and runs go on. Two approvers have to say it within 15 minutes.',
  role: 'viewer',
  async run(gesture) {
    const { person, key, services } = gesture;
    return note((await services.thaw({ person, key })).sentence);
  },
};

import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “Yes, that was me”: only the person who was asked can say it, whatever their role. */
export const answerYes: ButtonUnit = {
  id: 'answer.yes',
  role: 'member',
  async run(gesture, value) {
    const [caseId = '', questionId = ''] = value.split('.', 2);
    const { person, services } = gesture;
    await gesture.tell(note(await services.answerQuestion({ caseId, questionId, mine: true, person })));
  },
};

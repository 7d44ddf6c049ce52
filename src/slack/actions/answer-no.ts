import { note } from '../../../blocks/note.ts';
import type { ButtonUnit } from '../unit.ts';

/** “No, that was not me”: only the person who was asked can say it, whatever their role. */
export const answerNo: ButtonUnit = {
  id: 'answer.no',
  role: 'member',
  async run(gesture, value) {
    const [caseId = '', questionId = ''] = value.split('.', 2);
    const { person, services } = gesture;
    await gesture.tell(note(await services.answerQuestion({ caseId, questionId, mine: false, person })));
  },
};

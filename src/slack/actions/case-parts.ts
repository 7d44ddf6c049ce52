import { CASE_PARTS, mergeModal, splitModal, takeOutModal } from '../../../blocks/merge-modals.ts';
import { TrailboltError } from '../../errors.ts';
import type { ButtonUnit } from '../unit.ts';

/** What was chosen in the window “Merge or split”: opens the form for it. Changes nothing. */
export const caseParts: ButtonUnit = {
  id: 'case.parts',
  role: 'responder',
  async run(gesture, value) {
    const { services } = gesture;
    const [choice = '', caseId = ''] = value.split('.', 2);
    const part = CASE_PARTS.find((one) => one === choice);
    if (part === undefined)
      throw new TrailboltError('case.unknown-choice', 'This window is from another version; open it again.');
    const { case: it, others, more } = await services.mergeable(caseId);
    if (part === 'merge') return gesture.fill(mergeModal(it, others, more));
    return gesture.fill(part === 'rules' ? splitModal(it) : takeOutModal(it));
  },
};

import { assignModal, closeModal, muteModal } from '../../../blocks/case-modals.ts';
import { partsModal } from '../../../blocks/merge-modals.ts';
import { isCaseMenuChoice } from '../../../blocks/case-menu.ts';
import { TrailboltError } from '../../errors.ts';
import { openPlan } from './open-plan.ts';
import type { ButtonUnit } from '../unit.ts';

/** The menu of a card: opens the window for what was chosen. Changes nothing. */
export const openCase: ButtonUnit = {
  id: 'open.case',
  role: 'responder',
  async run(gesture, value) {
    const { services } = gesture;
    const [choice = '', caseId = '', offerId = ''] = value.split('.', 3);
    if (!isCaseMenuChoice(choice))
      throw new TrailboltError('case.unknown-choice', 'This menu is from another version; look at the card again.');
    if (choice === 'plan') return openPlan.run(gesture, `${caseId}.${offerId}`);
    const it = await services.case(caseId);
    if (it.id !== caseId)
      throw new TrailboltError(
        'case.merged',
        `Case ${caseId.slice(0, 40)} was merged into case ${it.id}: look after that one. Nothing was changed.`,
      );
    if (choice === 'parts') return gesture.fill(partsModal(it));
    if (choice === 'assign') return gesture.fill(assignModal(it));
    if (choice === 'close')
      return gesture.fill(closeModal(it, it.status === 'closed' ? [] : await services.stillOffered(caseId)));
    const levels = new Map(it.lines.map(({ rule }) => [rule.id, rule.level]));
    const longest = await services.longestMute();
    return gesture.fill(muteModal(it, (ruleId) => longest(levels.get(ruleId) ?? 'critical')));
  },
};

import { assignModal, closeModal, muteModal } from '../../../blocks/case-modals.ts';
import { partsModal } from '../../../blocks/merge-modals.ts';
import { isCaseMenuChoice } from '../../../blocks/case-menu.ts';
import { TrailboltError } from '../../errors.ts';
import { levelRank } from '../../model/level.ts';
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
    // Before anything is typed that could not be sent.
    await services.refuseSuspect(it.id, gesture.person);
    if (choice === 'parts') return gesture.fill(partsModal(it));
    if (choice !== 'mute' && it.status === 'closed')
      throw new TrailboltError('case.closed', `Case ${it.id} is closed; reopen it first.`);
    if (choice === 'assign') return gesture.fill(assignModal(it));
    if (choice === 'close') return gesture.fill(closeModal(it, await services.stillOffered(caseId)));
    const levels = new Map(it.lines.map(({ rule }) => [rule.id, rule.level]));
    const longest = await services.longestMute();
    const isApprover = ['approver', 'admin'].includes(gesture.person.role ?? '');
    return gesture.fill(
      muteModal(it, {
        longest: (ruleId) => longest(levels.get(ruleId) ?? 'critical'),
        may: (rule) => isApprover || levelRank(rule.level) < levelRank('high'),
      }),
    );
  },
};

import { muteScopes } from '../../../blocks/case-modals.ts';
import { scopeWords } from '../../../blocks/case-note.ts';
import { simpleModal } from '../../../blocks/simple-modal.ts';
import { TrailboltError } from '../../errors.ts';
import { readMuteValue } from '../../model/mute-value.ts';
import { aboutOf } from '../modal-origin.ts';
import { submissionKey, text, type Payload } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** Which rule is quiet, about what, and for how long. */
export const caseMute: ViewUnit = {
  id: 'case.mute',
  role: 'responder',
  async run(gesture, view) {
    const { services, person, key } = gesture;
    const caseId = aboutOf(view);
    const it = await services.case(caseId);
    const scope = muteScopes(it).find(({ value }) => value === chosen(view, 'scope'))?.scope;
    if (scope === undefined)
      throw new TrailboltError('mute.no-scope', 'The case has changed; open the window again. Nothing was muted.');
    const mute = await services.mute({
      caseId,
      ruleId: readMuteValue(chosen(view, 'rule') ?? '').ruleId,
      scope,
      hours: Number(chosen(view, 'span') ?? Number.NaN),
      reason: text(view, 'state', 'values', 'reason', 'text', 'value') ?? '',
      person,
      key: submissionKey(view, key),
    });
    await gesture.fill(
      simpleModal('Mute rule', `“${mute.rule.title}” is muted for ${scopeWords(mute.scope)}. /trail mutes lists it.`),
    );
  },
};

function chosen(view: Payload, block: string): string | undefined {
  return text(view, 'state', 'values', block, 'option', 'selected_option', 'value');
}

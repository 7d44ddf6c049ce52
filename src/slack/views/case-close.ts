import { simpleModal } from '../../../blocks/simple-modal.ts';
import { TrailboltError } from '../../errors.ts';
import { VERDICTS } from '../../model/case.ts';
import { aboutOf } from '../modal-origin.ts';
import { text } from '../payload.ts';
import type { ViewUnit } from '../unit.ts';

/** How a case ended, and why. */
export const caseClose: ViewUnit = {
  id: 'case.close',
  role: 'responder',
  async run(gesture, view) {
    const { services, person, key } = gesture;
    const chosen = text(view, 'state', 'values', 'verdict', 'option', 'selected_option', 'value');
    const verdict = VERDICTS.find((candidate) => candidate === chosen);
    if (verdict === undefined) throw new TrailboltError('case.no-verdict', 'Say what it was; the case was not closed.');
    const words = text(view, 'state', 'values', 'reason', 'text', 'value')?.trim() ?? '';
    const { changed } = await services.changeCase({
      caseId: aboutOf(view),
      change: { kind: 'close', verdict, words },
      person,
      key,
    });
    await gesture.fill(
      simpleModal('Close case', changed ? 'Closed.' : 'Somebody closed it before you; nothing was changed.'),
    );
  },
};

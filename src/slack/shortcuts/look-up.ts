import { lookUpModal } from '../../../blocks/look-up-modal.ts';
import { TrailboltError } from '../../errors.ts';
import type { Case } from '../../model/case.ts';
import { isObject } from '../../model/json.ts';
import { text } from '../payload.ts';
import type { SlackServices } from '../services.ts';
import { offered, subjectsIn, subjectsOf, valueOf } from '../subjects.ts';
import type { ShortcutUnit } from '../unit.ts';

/** “Look up in CloudTrail” on any message: offers what it finds in it, and on a card what its case is about. Changes nothing. */
export const lookUp: ShortcutUnit = {
  id: 'look-up',
  name: 'Look up in CloudTrail',
  summary: 'Finds ids, ARNs, addresses and access keys in a message and says who did what.',
  role: 'viewer',
  async run(gesture) {
    const { payload, services } = gesture;
    const message = payload['message'];
    const it = await caseOf(message, services);
    const found = offered(subjectsIn(message), it === undefined ? [] : subjectsOf(it));
    const subjects = found.subjects.map((subject) => ({ ...subject, value: valueOf(subject) }));
    const thread = text(payload, 'message', 'thread_ts') ?? text(payload, 'message', 'ts') ?? '';
    await gesture.fill(lookUpModal({ subjects, more: found.more }, thread));
  },
};

/** The case whose card a message is, by the button that everybody may press: a card shortens what it names. */
async function caseOf(message: unknown, services: SlackServices): Promise<Case | undefined> {
  const blocks: unknown = isObject(message) ? message['blocks'] : undefined;
  const elements = (Array.isArray(blocks) ? (blocks as unknown[]) : []).flatMap((block): unknown[] =>
    isObject(block) && Array.isArray(block['elements']) ? block['elements'] : [],
  );
  const button = elements.find((element) => isObject(element) && element['action_id'] === 'case.trail');
  const id = isObject(button) ? button['value'] : undefined;
  if (typeof id !== 'string') return undefined;
  try {
    return await services.case(id);
  } catch (error) {
    // Anybody may post what looks like a card.
    if (error instanceof TrailboltError && error.code === 'case.missing') return undefined;
    throw error;
  }
}

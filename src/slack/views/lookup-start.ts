import { lookupAnswer } from '../../../blocks/lookup-answer.ts';
import { lookedUpModal } from '../../../blocks/look-up-modal.ts';
import { TrailboltError } from '../../errors.ts';
import type { ChatMessage } from '../../ports/chat.ts';
import { accountName } from '../account-name.ts';
import { answer } from '../answer.ts';
import { aboutOf, originOf } from '../modal-origin.ts';
import { text, type Payload } from '../payload.ts';
import { subjectOf } from '../subjects.ts';
import type { Gesture, ViewUnit } from '../unit.ts';

const HOUR_MS = 60 * 60 * 1000;
const LONGEST_HOURS = 90 * 24;

/** What was chosen of a message is looked up, and the answer given where it was wanted. */
export const lookupStart: ViewUnit = {
  id: 'lookup.start',
  role: 'viewer',
  async run(gesture, view) {
    const { services } = gesture;
    const subject = subjectOf(chosen(view, 'subject') ?? '');
    const hours = Number(chosen(view, 'span') ?? Number.NaN);
    if (subject === undefined || !(hours > 0 && hours <= LONGEST_HOURS))
      throw new TrailboltError('lookup.unclear', 'Nothing was chosen; open the shortcut again from the message.');
    const now = services.now();
    const question = { ...subject, from: now - hours * HOUR_MS, to: now, accounts: [] };
    const lookup = await services.lookup(question);
    const policy = await services.policy();
    const message = lookupAnswer(lookup, { accountName: (id) => accountName(policy, id) });
    const thread = aboutOf(view);
    await (chosen(view, 'place') === 'thread'
      ? toThread(gesture, message, thread)
      : toPerson(gesture, message, thread));
  },
};

async function toPerson(gesture: Gesture, message: ChatMessage, thread: string): Promise<void> {
  const told = await answer(gesture, { share: message }, thread);
  // Slack shows nothing to one person alone in a thread that nobody has begun.
  const place = originOf(gesture.payload)?.thread === undefined ? 'channel' : 'thread';
  await gesture.fill(
    told
      ? lookedUpModal(`The answer is in the ${place}, and only you see it; Share puts it into the thread.`)
      : lookedUpModal('Trailbolt is not in that channel, so the answer is here.', message),
  );
}

async function toThread(gesture: Gesture, message: ChatMessage, thread: string): Promise<void> {
  const { services, person, key, payload } = gesture;
  const origin = originOf(payload);
  if (origin === undefined)
    return gesture.fill(lookedUpModal('The thread is not known, so the answer is here.', message));
  await services.keepAnswer({ id: key, person: person.id, message, thread });
  try {
    await services.share({ id: key, person, channel: origin.channel, thread });
  } catch (error) {
    if (!(error instanceof TrailboltError) || error.code !== 'answer.no-access') throw error;
    return gesture.fill(lookedUpModal(error.message, message));
  }
  await gesture.fill(lookedUpModal('The answer is in the thread.'));
}

function chosen(view: Payload, block: string): string | undefined {
  return text(view, 'state', 'values', block, 'option', 'selected_option', 'value');
}

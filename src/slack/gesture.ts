import type { ModalView } from '@slack/types';
import { note } from '../../blocks/note.ts';
import { describeError, TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Chat, ChatMessage } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import { loadingViewId } from './front/loading-view.ts';
import { originOf, withOrigin } from './modal-origin.ts';
import { text, type Payload } from './payload.ts';
import type { SlackServices } from './services.ts';
import type { Gesture } from './unit.ts';

/** The loading modal may still be on its way when the worker is fast. */
const FILL_TRIES = 6;

/** The ways to answer one interaction; they need no more of the person than the id. */
export type Reply = Pick<Gesture, 'payload' | 'tell' | 'fill'>;

/** How to answer one interaction, whatever kind it is. */
export function gestureOf(
  input: Omit<Parameters<typeof replyTo>[0], 'user'> & { readonly person: Person; readonly services: SlackServices },
): Gesture {
  const { person, key, services } = input;
  return { ...replyTo({ ...input, user: person.id }), person, key, services };
}

export function replyTo(input: { user: string; key: string; payload: Payload; chat: Chat; log: Log }): Reply {
  const { chat, payload, user, key, log } = input;
  const tell = async (message: ChatMessage): Promise<void> => {
    const reason = await tellPerson(chat, payload, user, message);
    if (reason !== undefined) log.warn('slack.not-told', { key, person: user, reason });
  };
  return {
    payload,
    tell,
    async fill(view) {
      const target = modalOf(payload, key);
      // Slack forgets an external id that an update does not repeat, and the next update would miss the window.
      const named = 'externalId' in target ? { external_id: target.externalId, ...view } : view;
      if (await filled(chat, target, withOrigin(named, originOf(payload)))) return;
      // A form is of no use outside a window; what only says something can be said elsewhere.
      const form = view.submit !== undefined;
      await tell(note(form ? 'The window did not open in time; please press the button again.' : wordsOf(view)));
    },
  };
}

/** A submitted modal is updated by its id; a modal that the front opened is found by the id derived from the request. */
function modalOf(payload: Payload, key: string): { externalId: string } | { viewId: string } {
  const viewId = text(payload, 'view', 'id');
  return viewId === undefined ? { externalId: loadingViewId(key) } : { viewId };
}

/** Has this interaction a modal to answer in? */
export function hasModal(payload: Payload): boolean {
  return (
    payload['type'] === 'view_submission' || text(payload, 'actions', 0, 'action_id')?.startsWith('open.') === true
  );
}

async function filled(chat: Chat, target: Parameters<Chat['updateView']>[0], view: ModalView): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await chat.updateView(target, view);
      return true;
    } catch (error) {
      const missing = error instanceof TrailboltError && error.details['slackError'] === 'not_found';
      if (!missing) throw error;
      if (attempt === FILL_TRIES) return false;
      await new Promise((resolve) => setTimeout(resolve, 150 * attempt));
    }
  }
}

/** Tells where the gesture was made, or says why that cannot be done: the person has left no other address. */
async function tellPerson(
  chat: Chat,
  payload: Payload,
  user: string,
  message: ChatMessage,
): Promise<string | undefined> {
  const responseUrl = text(payload, 'response_url');
  const origin = originOf(payload);
  if (origin === undefined && responseUrl === undefined) return 'the payload names no place to answer in';
  try {
    // In a thread a response_url would answer in the channel, where nobody is looking.
    if (origin !== undefined) await chat.ephemeral(origin.channel, user, message, origin.thread);
    else if (responseUrl !== undefined) await chat.respond(responseUrl, message);
    return undefined;
  } catch (error) {
    // The channel is closed to the person or to us: another try would end the same.
    if (!(error instanceof TrailboltError) || !['chat.gone', 'chat.refused'].includes(error.code)) throw error;
    return describeError(error);
  }
}

/** What a modal without a form says, as one text. */
function wordsOf(view: ModalView): string {
  const words: string[] = [];
  const read = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(read);
    else if (isObject(value)) {
      const said = value['text'];
      if (typeof said === 'string') words.push(said);
      else read(said);
      read(value['elements']);
    }
  };
  read(view.blocks);
  return words.join(' ');
}

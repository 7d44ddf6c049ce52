import type { ModalView } from '@slack/types';
import { note } from '../../blocks/note.ts';
import { TrailboltError } from '../errors.ts';
import type { Person } from '../model/person.ts';
import type { Chat, ChatMessage } from '../ports/chat.ts';
import { loadingViewId } from './front/loading-view.ts';
import { text, type Payload } from './payload.ts';
import type { SlackServices } from './services.ts';
import type { Gesture } from './unit.ts';

/** The loading modal may still be on its way when the worker is fast. */
const FILL_TRIES = 6;

/** How to answer one interaction, whatever kind it is. */
export function gestureOf(input: {
  person: Person;
  key: string;
  payload: Payload;
  services: SlackServices;
  chat: Chat;
}): Gesture {
  const { chat, payload, person, key } = input;
  const tell = (message: ChatMessage): Promise<void> => tellPerson(chat, payload, person.id, message);
  return {
    person,
    key,
    payload,
    services: input.services,
    tell,
    async fill(view) {
      const target = modalOf(payload, key);
      if (!(await filled(chat, target, view)))
        await tell(note('The window did not open in time; please press the button again.'));
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

async function tellPerson(chat: Chat, payload: Payload, user: string, message: ChatMessage): Promise<void> {
  const responseUrl = text(payload, 'response_url');
  const channel = text(payload, 'channel', 'id') ?? text(payload, 'container', 'channel_id');
  const thread = text(payload, 'message', 'thread_ts');
  if (channel !== undefined) {
    // In a thread a response_url would answer in the channel, where nobody is looking.
    await chat.ephemeral(channel, user, message, thread);
  } else if (responseUrl !== undefined) {
    await chat.respond(responseUrl, message);
  }
}

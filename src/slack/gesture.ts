import type { ModalView } from '@slack/types';
import { noticeHome } from '../../blocks/home.ts';
import { note } from '../../blocks/note.ts';
import { simpleModal } from '../../blocks/simple-modal.ts';
import { describeError, TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Chat, ChatMessage } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import { loadingViewId } from './front/loading-view.ts';
import { isAtHome } from './home/place.ts';
import { publishHome, type HomePorts } from './home/publish.ts';
import { isFromHome, originOf, withOrigin } from './modal-origin.ts';
import { text, type Payload } from './payload.ts';
import type { SlackServices } from './services.ts';
import type { Gesture } from './unit.ts';

/** The loading modal may still be on its way when the worker is fast. */
const FILL_TRIES = 6;

/** The ways to answer one interaction; they need no more of the person than the id. */
export type Reply = Pick<Gesture, 'payload' | 'tell' | 'replace' | 'fill'>;

/** How to answer one interaction of somebody who may make it, whatever kind it is. */
export function gestureOf(
  input: Omit<ReplyInput, 'user' | 'atHome'> & {
    readonly person: Person;
    readonly services: SlackServices;
    readonly home: Omit<HomePorts, 'chat'>;
  },
): HomeGesture {
  const { person, key, services, chat } = input;
  let isFresh = false;
  const home = async (change: Parameters<typeof publishHome>[2]): Promise<void> => {
    await publishHome({ ...input.home, chat }, person, change);
    isFresh = true;
  };
  return {
    ...replyTo({ ...input, user: person.id, atHome: (notice) => home({ notice }) }),
    person,
    key,
    services,
    home: (choose) => home(choose === undefined ? {} : { choose }),
    isAtHome: isFromHome(input.payload),
    isHomeFresh: () => isFresh,
  };
}

interface HomeGesture extends Gesture {
  /** Made in the Home tab, or in a window that was opened from there. */
  readonly isAtHome: boolean;
  /** The Home tab was published since. */
  isHomeFresh(): boolean;
}

interface ReplyInput {
  readonly user: string;
  readonly key: string;
  readonly payload: Payload;
  readonly chat: Chat;
  readonly log: Log;
  /** Answers on the Home tab. Absent: the answer is all that it shows. */
  readonly atHome?: (notice: ChatMessage) => Promise<void>;
}

export function replyTo(input: ReplyInput): Reply {
  const { chat, payload, user, key, log } = input;
  const tell = async (message: ChatMessage): Promise<boolean> => {
    const reason = await tellPerson(input, message);
    if (reason !== undefined) log.warn('slack.not-told', { key, person: user, reason });
    return reason === undefined;
  };
  return {
    payload,
    tell,
    async replace(message) {
      const url = text(payload, 'response_url');
      if (url === undefined || !isWhisper(payload)) return false;
      try {
        await chat.respond(url, await message(), { replaceOriginal: true });
        return true;
      } catch (error) {
        if (!isClosed(error)) throw error;
        log.warn('slack.not-replaced', { key, person: user, reason: describeError(error) });
        return false;
      }
    },
    async fill(view) {
      const target = modalOf(payload, key);
      // Slack forgets an external id that an update does not repeat, and the next update would miss the window.
      const named = 'externalId' in target ? { external_id: target.externalId, ...view } : view;
      if (await filled(chat, target, withOrigin(named, payload))) return;
      // A form is of no use outside a window; what only says something can be said elsewhere.
      const form = view.submit !== undefined;
      await tell(note(form ? 'The window did not open in time; please press the button again.' : wordsOf(view)));
    },
  };
}

/** Is what was acted on a message that only this person sees? */
function isWhisper(payload: Payload): boolean {
  const container = payload['container'];
  return isObject(container) && container['is_ephemeral'] === true;
}

/** The place is closed to the person or to us: another try would end the same. */
function isClosed(error: unknown): error is TrailboltError {
  return error instanceof TrailboltError && ['chat.gone', 'chat.refused'].includes(error.code);
}

/** A submitted modal is updated by its id; a modal that the front opened is found by the id derived from the request. */
function modalOf(payload: Payload, key: string): { externalId: string } | { viewId: string } {
  const viewId = isAtHome(payload) ? undefined : text(payload, 'view', 'id');
  return viewId === undefined ? { externalId: loadingViewId(key) } : { viewId };
}

/** Says a sentence where the person looks: in the window that is open for it, or where they acted. */
export async function say(reply: Reply, sentence: string): Promise<void> {
  if (hasModal(reply.payload)) await reply.fill(simpleModal('Trailbolt', sentence));
  else await reply.tell(note(sentence));
}

/** Has this interaction a modal to answer in? */
function hasModal(payload: Payload): boolean {
  return (
    ['view_submission', 'message_action'].some((type) => payload['type'] === type) ||
    text(payload, 'view', 'type') === 'modal' ||
    text(payload, 'actions', 0, 'action_id')?.startsWith('open.') === true
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
  { chat, payload, user, atHome }: ReplyInput,
  message: ChatMessage,
): Promise<string | undefined> {
  const responseUrl = text(payload, 'response_url');
  const origin = originOf(payload);
  const isHome = isFromHome(payload);
  if (origin === undefined && responseUrl === undefined && !isHome) return 'the payload names no place to answer in';
  try {
    if (isHome) {
      if (atHome === undefined) await chat.publishHome(user, noticeHome(message));
      else await atHome(message);
      return undefined;
    }
    // In a thread a response_url would answer in the channel, where nobody is looking.
    if (origin !== undefined) await chat.ephemeral(origin.channel, user, message, origin.thread);
    else if (responseUrl !== undefined) await chat.respond(responseUrl, message);
    return undefined;
  } catch (error) {
    // The channel is closed to the person or to us: another try would end the same.
    if (!isClosed(error)) throw error;
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

import type { Case } from '../model/case.ts';
import type { ActionRequest } from '../model/request.ts';
import type { ChatMessage } from './chat.ts';
import type { Write } from './store.ts';

/**
 * What is to be said in Slack, written in the same commit as the state that it speaks of. Cards and requests are
 * rendered from the newest state when they are posted, so many changes become one message.
 */
export interface Outbox {
  /** The case's card is to be posted or brought up to date. */
  card(it: Case): Write;
  /** The same for a case of which no more is known than where its card stands. */
  cardAt(it: Pick<Case, 'id' | 'channel' | 'openedAt'>): Write;
  /** The request's message in the case's thread. */
  request(it: Pick<ActionRequest, 'id' | 'createdAt'>, of: Case): Write;
  /** A message of its own in the case's thread, for the whole channel to see where `broadcast`. The same id is posted once. */
  note(id: string, of: Case, message: ChatMessage, broadcast?: 'broadcast'): Write;
  /** A message of its own in a channel. The same id is posted once there. */
  plain(id: string, channel: string, message: ChatMessage): Write;
}

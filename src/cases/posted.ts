import type { MessageRef, MessageTag } from '../ports/chat.ts';
import type { Item, Key, Store } from '../ports/store.ts';

/** What is known of a message of ours in Slack. `ref` missing: a post was begun and its outcome is not known. */
export interface Posted {
  readonly channel: string;
  readonly attemptedAt: number;
  readonly ref?: MessageRef;
  /** Digest of the payload that Slack shows now, so that nothing is sent twice for nothing. */
  readonly digest?: string;
}

/** Messages are found again for as long as cases live on. */
export function postedKey(tag: MessageTag): Key {
  return { partition: `message#${tag.type}#${tag.id}`, sort: 'posted' };
}

export async function readPosted(store: Store, tag: MessageTag): Promise<Item<Posted> | undefined> {
  return store.get<Posted>(postedKey(tag));
}

export async function writePosted(store: Store, tag: MessageTag, posted: Posted): Promise<void> {
  await store.commit([{ kind: 'put', key: postedKey(tag), value: posted, if: 'any' }]);
}

export async function forgetPosted(store: Store, tag: MessageTag): Promise<void> {
  await store.commit([{ kind: 'delete', key: postedKey(tag), if: 'any' }]);
}

/** Tags by which our messages are found in Slack. */
export const caseTag = (caseId: string): MessageTag => ({ type: 'trailbolt_case', id: caseId });
export const requestTag = (requestId: string): MessageTag => ({ type: 'trailbolt_request', id: requestId });
export const noteTag = (id: string): MessageTag => ({ type: 'trailbolt_note', id });
export const plainTag = (id: string): MessageTag => ({ type: 'trailbolt_message', id });
export const stormTag = (id: string): MessageTag => ({ type: 'trailbolt_storm', id });

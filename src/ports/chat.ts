import type { KnownBlock, ModalView, HomeView } from '@slack/types';

/** A message as Slack takes it. `text` is the full sentence that notifications and screen readers use. */
export interface ChatMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** Our id on a posted message, by which it is found again when the outcome of a post is unknown. */
export interface MessageTag {
  readonly type: string;
  readonly id: string;
}

/**
 * Slack, as far as the stages need it.
 * Every method throws TrailboltError: `chat.rate-limited` (with `details.retryAfterSeconds`), `chat.unknown-outcome`
 * (time-out, 5xx: it may have happened), `chat.gone` (message or channel not there any more), `chat.refused` (anything
 * else Slack rejects, with `details.slackError`).
 */
export interface Chat {
  post(
    channel: string,
    message: ChatMessage,
    /** `broadcast`: a message in a thread that the channel sees, too. */
    options: { readonly thread?: string; readonly broadcast?: boolean; readonly tag: MessageTag },
  ): Promise<MessageRef>;
  update(ref: MessageRef, message: ChatMessage, tag: MessageTag): Promise<void>;
  /** The newest message of the channel (or thread) that carries the tag, looking back at most to `since` (Unix ms). */
  find(
    channel: string,
    tag: MessageTag,
    options: { readonly since: number; readonly thread?: string },
  ): Promise<MessageRef | undefined>;
  /** A link to a message, for people. */
  permalink(ref: MessageRef): Promise<string>;
  ephemeral(channel: string, user: string, message: ChatMessage, thread?: string): Promise<void>;
  /** Answers a slash command or a button through its `response_url`. */
  respond(responseUrl: string, message: ChatMessage, options?: { readonly replaceOriginal?: boolean }): Promise<void>;
  openView(triggerId: string, view: ModalView): Promise<void>;
  updateView(target: { readonly externalId: string } | { readonly viewId: string }, view: ModalView): Promise<void>;
  /**
   * Shows a Home tab; gives the hash by which it is known. With `hash` only in the place of the one that has that hash:
   * else it is refused with `hash_conflict`.
   */
  publishHome(user: string, view: HomeView, hash?: string): Promise<string | undefined>;
  /** Membership facts that authorisation needs. */
  user(id: string): Promise<ChatUser>;
  /** Somebody of the workspace by the e-mail address of their account, or undefined. */
  userByEmail(email: string): Promise<ChatUser | undefined>;
  /** The conversation between a person and the app, opened where there was none: its id, for `post`. */
  direct(user: string): Promise<string>;
  groupMembers(groupId: string): Promise<readonly string[]>;
}

export interface ChatUser {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly isBot: boolean;
  readonly isDeleted: boolean;
  /** Single- or multi-channel guest. */
  readonly isGuest: boolean;
  /** Member of another workspace, here through Slack Connect. */
  readonly isStranger: boolean;
}

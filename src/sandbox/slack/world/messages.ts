import type { JsonObject } from '../../../model/json.ts';

export interface Message {
  readonly ts: string;
  readonly channel: string;
  /** User id, or the app's bot user id. */
  readonly author: string;
  text: string;
  blocks?: readonly JsonObject[];
  readonly threadTs?: string;
  /** A reply that was also sent to the channel. */
  readonly isBroadcast?: boolean;
  edited?: { readonly user: string; readonly ts: string };
  metadata?: JsonObject;
  /** Ephemeral: only this person sees it, and no method returns it. */
  readonly visibleTo?: string;
  /** Who was notified of it: people whom it mentioned when it was posted. An update notifies nobody. */
  readonly notified?: readonly string[];
  /** A deleted parent whose replies are still there. */
  isTombstone?: boolean;
}

/** All messages, in the order of their timestamps per channel. */
export class Messages {
  readonly #byChannel = new Map<string, Map<string, Message>>();
  /** By channel and parent: a storm's messages must not be searched through for each new one. */
  readonly #replies = new Map<string, Set<Message>>();

  add(message: Message): Message {
    const channel = this.#byChannel.get(message.channel) ?? new Map<string, Message>();
    this.#byChannel.set(message.channel, channel);
    channel.set(message.ts, message);
    if (message.threadTs !== undefined && message.visibleTo === undefined) {
      const key = `${message.channel} ${message.threadTs}`;
      this.#replies.set(key, (this.#replies.get(key) ?? new Set()).add(message));
    }
    return message;
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#byChannel.get(channel)?.get(ts);
  }

  /** Not ephemeral: what methods can see. */
  findPosted(channel: string, ts: string): Message | undefined {
    const message = this.find(channel, ts);
    return message?.visibleTo === undefined ? message : undefined;
  }

  remove(message: Message): void {
    this.#byChannel.get(message.channel)?.delete(message.ts);
    this.#replies.get(`${message.channel} ${message.threadTs ?? ''}`)?.delete(message);
  }

  inChannel(channel: string): Message[] {
    return [...(this.#byChannel.get(channel)?.values() ?? [])];
  }

  /** Replies to a parent, oldest first, without ephemeral ones. */
  replies(channel: string, parentTs: string): Message[] {
    return [...(this.#replies.get(`${channel} ${parentTs}`) ?? [])];
  }

  all(): Message[] {
    return [...this.#byChannel.values()].flatMap((channel) => [...channel.values()]);
  }
}

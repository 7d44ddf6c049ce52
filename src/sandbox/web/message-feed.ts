import { messageKey, type SandboxMessage, type SandboxState, type StateUpdate } from '../contract.ts';

/** How many of the newest messages of a channel a page gets, unless it asks for more. */
const NEWEST = 200;

/** What a page wants to begin with. */
export interface FeedWish {
  /** How many of the newest messages, by channel. */
  readonly counts: Readonly<Record<string, number>>;
  /** Timestamp of a message that is wanted with its thread, however old it is. */
  readonly thread?: string;
}

function isTop(message: SandboxMessage): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/**
 * What one page has been told of the messages. A storm leaves ten thousand of them: a page gets the newest of each
 * channel with their threads, then only what changes.
 */
export class MessageFeed {
  readonly #wish: FeedWish;
  /** By channel, the oldest message that the page gets; fixed at the first update, so that nothing vanishes later. */
  #floors: ReadonlyMap<string, string> | undefined;
  #sent: ReadonlyMap<string, SandboxMessage> = new Map();

  constructor(wish: FeedWish) {
    this.#wish = wish;
  }

  next(state: SandboxState): StateUpdate {
    const isFirst = this.#floors === undefined;
    const { messages } = state.slack;
    this.#floors ??= this.#floorsOf(messages);
    const wanted = messages.filter((message) => this.#isWanted(message));
    const sent = new Map(wanted.map((message) => [messageKey(message), message]));
    const update: StateUpdate = {
      ...state,
      slack: {
        ...state.slack,
        messages: wanted.filter((message) => this.#sent.get(messageKey(message)) !== message),
        earlier: this.#earlier(messages),
      },
      changes: { isFirst, gone: [...this.#sent.keys()].filter((key) => !sent.has(key)) },
    };
    this.#sent = sent;
    return update;
  }

  #floorsOf(messages: readonly SandboxMessage[]): ReadonlyMap<string, string> {
    const tops = Map.groupBy(messages.filter(isTop), ({ channel }) => channel);
    return new Map(
      [...tops].flatMap(([channel, all]) => {
        const first = all.at(-(this.#wish.counts[channel] ?? NEWEST));
        return first === undefined ? [] : [[channel, first.ts] as const];
      }),
    );
  }

  /** A thread is there if its parent is. Timestamps have one width: as texts they sort as in time. */
  #isWanted(message: SandboxMessage): boolean {
    const top = message.threadTs ?? message.ts;
    return top >= (this.#floors?.get(message.channel) ?? '') || top === this.#wish.thread;
  }

  #earlier(messages: readonly SandboxMessage[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const message of messages) {
      if (isTop(message) && !this.#isWanted(message)) counts[message.channel] = (counts[message.channel] ?? 0) + 1;
    }
    return counts;
  }
}

/** From the query of `/api/events`: `?newest=C1:400&newest=C2:200&thread=1795426860.000100`. */
export function readWish(query: URLSearchParams): FeedWish {
  const counts = query.getAll('newest').flatMap((entry): [string, number][] => {
    const [, channel = '', count = ''] = /^(\w+):(\d{1,7})$/.exec(entry) ?? [];
    return Number(count) > 0 ? [[channel, Number(count)]] : [];
  });
  const thread = query.get('thread');
  return { counts: Object.fromEntries(counts), ...(thread === null ? {} : { thread }) };
}

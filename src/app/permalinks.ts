import { readPosted } from '../cases/posted.ts';
import { describeError } from '../errors.ts';
import type { MessageTag } from '../ports/chat.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Links that one process remembers: they never change, and Slack counts each question for one. */
const REMEMBERED = 5000;

/** Gives a link to one of our messages, or undefined where it has not been posted, or Slack does not say. */
export type Permalinks = (tag: MessageTag) => Promise<string | undefined>;

export function createPermalinks({ store, chat, log }: Pick<WorkerPorts, 'store' | 'chat' | 'log'>): Permalinks {
  const known = new Map<string, string>();
  return async (tag) => {
    const ref = (await readPosted(store, tag))?.value.ref;
    if (ref === undefined) return undefined;
    const place = `${ref.channel} ${ref.ts}`;
    const remembered = known.get(place);
    if (remembered !== undefined) return remembered;
    // A list without its links is better than none.
    const link = await chat.permalink(ref).catch((error: unknown) => {
      log.warn('chat.no-link', { message: tag.id, reason: describeError(error) });
      return undefined;
    });
    if (link !== undefined) {
      const [oldest] = known.keys();
      if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(place, link);
    }
    return link;
  };
}

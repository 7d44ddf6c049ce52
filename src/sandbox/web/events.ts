import type { ServerResponse } from 'node:http';
import type { SandboxState } from '../contract.ts';
import { MessageFeed, type FeedWish } from './message-feed.ts';

/** At most ten states a second: more than the eye follows, and cheap. */
const PAUSE_MS = 100;
const HEARTBEAT_MS = 15_000;

/** Server-sent events: the state to everybody who listens, at once on connecting and after changes. */
export interface StateEvents {
  /** Takes over a response whose connection stays open. */
  connect(response: ServerResponse, wish: FeedWish): void;
  /** Something changed: the state as it is then goes out, as soon as the pause since the last one is over. */
  changed(): void;
  close(): void;
}

export function createStateEvents(read: () => SandboxState): StateEvents {
  const listeners = new Map<ServerResponse, MessageFeed>();
  /** Who did not keep up and skipped states; an update tells all since the last one that was sent. */
  const behind = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  let sentAt = 0;

  const write = (to: ServerResponse, state: SandboxState): void => {
    const feed = listeners.get(to);
    if (to.writableNeedDrain) behind.add(to);
    else if (feed !== undefined) to.write(`data: ${JSON.stringify(feed.next(state))}\n\n`);
  };
  const send = (): void => {
    timer = undefined;
    sentAt = performance.now();
    if (listeners.size === 0) return;
    const state = read();
    for (const listener of listeners.keys()) write(listener, state);
  };
  const heartbeat = setInterval(() => {
    for (const listener of listeners.keys()) listener.write(': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();

  return {
    connect(response, wish) {
      response.writeHead(200, { ...response.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8' });
      listeners.set(response, new MessageFeed(wish));
      response.on('close', () => {
        listeners.delete(response);
        behind.delete(response);
      });
      response.on('drain', () => {
        if (behind.delete(response)) write(response, read());
      });
      response.write('retry: 1000\n');
      write(response, read());
    },
    changed() {
      // Never at once: whoever reports a change may be in the middle of several.
      timer ??= setTimeout(send, Math.max(0, sentAt + PAUSE_MS - performance.now()));
    },
    close() {
      clearInterval(heartbeat);
      clearTimeout(timer);
      for (const listener of listeners.keys()) listener.end();
      listeners.clear();
    },
  };
}

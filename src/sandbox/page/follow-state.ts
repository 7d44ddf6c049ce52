import { messageKey, type SandboxMessage, type SandboxState, type StateUpdate } from '../contract.ts';

/** How many more messages of a channel are fetched at a time. */
const MORE = 200;

/** The page's side of `GET /api/events`. */
export interface StateFollower {
  /** Fetches older messages of a channel, of which so many are there. */
  loadEarlier(channel: string, loaded: number): void;
  close(): void;
}

interface FollowOptions {
  readonly onState: (state: SandboxState) => void;
  readonly onConnection: (connected: boolean) => void;
  /** Timestamp of the thread that is open from the start, which may be an old one. */
  readonly thread?: string | undefined;
}

/**
 * Follows the sandbox's state. In a storm the page is drawn as often as it can: after each drawing it rests twice as
 * long as that took, so that typing and scrolling keep their share.
 */
export function followState({ onState, onConnection, thread }: FollowOptions): StateFollower {
  const counts = new Map<string, number>();
  let messages: Map<string, SandboxMessage> = new Map();
  let latest: StateUpdate | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restUntil = 0;
  let isLoading = false;

  const draw = (): void => {
    timer = undefined;
    if (latest === undefined) return;
    const started = performance.now();
    const { changes: _changes, ...state } = latest;
    onState({ ...state, slack: { ...state.slack, messages: [...messages.values()] } });
    // Behind everything that drawing entails.
    setTimeout(() => {
      restUntil = performance.now() + 2 * (performance.now() - started);
    });
  };
  const take = (update: StateUpdate): void => {
    if (update.changes.isFirst) {
      messages = new Map();
      isLoading = false;
    }
    for (const key of update.changes.gone) messages.delete(key);
    for (const message of update.slack.messages) messages.set(messageKey(message), message);
    latest = update;
    timer ??= setTimeout(draw, Math.max(0, restUntil - performance.now()));
  };
  const connect = (): EventSource => {
    const query = new URLSearchParams([...counts].map(([channel, count]) => ['newest', `${channel}:${count}`]));
    if (thread !== undefined) query.set('thread', thread);
    const source = new EventSource(`/api/events?${query}`);
    source.addEventListener('open', () => onConnection(true));
    source.addEventListener('error', () => onConnection(false));
    source.addEventListener('message', (event: MessageEvent<string>) => take(JSON.parse(event.data) as StateUpdate));
    return source;
  };
  let source = connect();

  return {
    loadEarlier(channel, loaded) {
      if (isLoading) return;
      isLoading = true;
      counts.set(channel, loaded + MORE);
      source.close();
      source = connect();
    },
    close() {
      source.close();
      clearTimeout(timer);
    },
  };
}

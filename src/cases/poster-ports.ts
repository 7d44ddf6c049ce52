import type { Policy } from '../model/policy.ts';
import type { Chat, ChatMessage } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { ChannelLease } from './channel-lease.ts';
import type { StormWatch } from './storm.ts';

export interface PosterPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
  /** The newest state as a message; undefined when there is nothing to show any more. */
  render(kind: 'card' | 'request', id: string): Promise<ChatMessage | undefined>;
}

/** One channel, for the poster that holds its lease. */
export interface Turn {
  readonly ports: PosterPorts;
  readonly lease: ChannelLease;
  readonly channel: string;
  readonly watch: StormWatch;
}

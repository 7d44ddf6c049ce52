import type { Case } from '../model/case.ts';
import { levelRank, type Level } from '../model/level.ts';
import type { ChatMessage } from '../ports/chat.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Key, Write } from '../ports/store.ts';

/**
 * What an outbox entry stands for. Cards, requests and digests are rendered when posted; the others carry their message.
 * `textOnly`: Slack refused its blocks.
 */
export type OutboxEntry = {
  readonly textOnly?: boolean;
  readonly caseId?: string;
  readonly attempts?: number;
  readonly notBefore?: number;
} & (
  | { readonly kind: 'card'; readonly id: string }
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'digest'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string; readonly message: ChatMessage; readonly broadcast?: true }
  | {
      readonly kind: 'plain';
      readonly id: string;
      readonly message: ChatMessage;
      /** What it is about, where a storm may hold it: a message on the topic that is not one of our alerts. */
      readonly about?: {
        readonly level: Level;
        readonly title: string;
        readonly sender: string;
        readonly account: string;
      };
      /** A question to the person behind this case, by direct message. */
      readonly asks?: string;
    }
);

export function outboxPartition(channel: string): string {
  return `outbox#${channel}`;
}

function outboxKey(channel: string, rank: number, at: number, entry: Pick<OutboxEntry, 'kind' | 'id'>): Key {
  return {
    partition: outboxPartition(channel),
    sort: `${rank}#${String(at).padStart(13, '0')}#${entry.kind}#${entry.id}`,
  };
}

/**
 * The sort key puts the most severe first, then the oldest, and is the same for the same subject: a card that changes
 * ten times before it is posted has one entry.
 */
export function outboxWrite(channel: string, rank: number, at: number, entry: OutboxEntry): Write {
  return { kind: 'put', key: outboxKey(channel, rank, at, entry), value: entry, if: 'any' };
}

/** 1 for critical to 5 for informational; 0 is kept for what a person waits for. */
export function outboxRank(level: Level): number {
  return 5 - levelRank(level);
}

/** Does a person wait for this entry? */
export function isAwaited({ sort }: Pick<Key, 'sort'>): boolean {
  return sort.startsWith('0#');
}

/** Where the entry of a case's card stands while it waits by its severity. */
export function cardKey(it: Case): Key {
  return outboxKey(it.channel, outboxRank(it.level), it.openedAt, { kind: 'card', id: it.id });
}

/** The card of a case that somebody wants to see: no storm holds it back. */
export function awaitedCard(it: Pick<Case, 'id' | 'channel' | 'openedAt'>): Write {
  return outboxWrite(it.channel, 0, it.openedAt, { kind: 'card', id: it.id, caseId: it.id });
}

/** @param now Unix milliseconds, for the order of notes. */
export function createOutbox(now: () => number): Outbox {
  return {
    card: (it) => ({ kind: 'put', key: cardKey(it), value: { kind: 'card', id: it.id, caseId: it.id }, if: 'any' }),
    cardAt: awaitedCard,
    // People wait for requests and notes, and both need the card to hang on: rank 0 for requests, and the poster lets an
    // entry wait while its case has no card yet.
    request: (it, of) => outboxWrite(of.channel, 0, it.createdAt, { kind: 'request', id: it.id, caseId: of.id }),
    note: (id, of: Case, message, broadcast) =>
      outboxWrite(of.channel, 0, now(), {
        kind: 'note',
        id,
        caseId: of.id,
        message,
        ...(broadcast === undefined ? {} : { broadcast: true }),
      }),
    // What is posted is remembered by the id alone, which may be told in several channels.
    plain: (id, channel, message) => outboxWrite(channel, 0, now(), { kind: 'plain', id: `${id}@${channel}`, message }),
  };
}

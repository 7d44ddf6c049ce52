import type { SlackSnapshot } from '../contract.ts';
import { channelsOf, newReplies, threadEntries, threadMark, unreadCount, unreadMentions } from './conversation.ts';
import type { Place } from './place.ts';

/** What the person of a place has not read: `here`, in the channel and thread that are open, and `aside`, elsewhere. */
export function unreadAround(
  slack: SlackSnapshot,
  { person, channel, thread }: Place,
  readTs: (where: string) => string,
): { readonly aside: boolean; readonly here: boolean } {
  const isUnread = (id: string): boolean => unreadCount(slack, id, person, readTs(id)) > 0;
  const replies = thread === undefined ? [] : threadEntries(slack, channel, person, thread).slice(1);
  const newest = newReplies(
    replies.map(({ message }) => message),
    person,
    readTs(threadMark(channel, thread ?? '')),
  );
  return {
    here: isUnread(channel) || newest > 0,
    aside: channelsOf(slack, person).some(
      ({ id }) => (id !== channel && isUnread(id)) || unreadMentions(slack, id, person, readTs) > 0,
    ),
  };
}

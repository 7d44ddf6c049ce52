import type { SandboxChannel, SandboxMessage, SandboxPerson, SandboxView, SlackSnapshot } from '../contract.ts';

/** Slack's `ts` orders messages: compared as numbers by parts, since it does not fit a double. */
export function compareTs(a: string, b: string): number {
  // Nearly all have one width: then they sort as texts.
  if (a.length === b.length && a.indexOf('.') === b.indexOf('.')) return a < b ? -1 : Number(a > b);
  const [aSeconds = '', aFraction = ''] = a.split('.');
  const [bSeconds = '', bFraction = ''] = b.split('.');
  return Number(aSeconds) - Number(bSeconds) || Number(aFraction) - Number(bFraction);
}

export function tsToMs(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

/** The channels that a person sees in the sidebar. */
export function channelsOf(slack: SlackSnapshot, person: string): readonly SandboxChannel[] {
  return slack.channels.filter((channel) => channel.members.includes(person));
}

/** What stands before a channel's name. */
export function iconOf({ isDirect, isPrivate }: SandboxChannel): 'bolt' | 'lock' | 'hash' {
  if (isDirect === true) return 'bolt';
  return isPrivate === true ? 'lock' : 'hash';
}

function visible(slack: SlackSnapshot, channel: string, person: string): readonly SandboxMessage[] {
  return slack.messages
    .filter((message) => message.channel === channel && (message.visibleTo ?? person) === person)
    .toSorted((a, b) => compareTs(a.ts, b.ts));
}

export interface Entry {
  readonly message: SandboxMessage;
  /** Replies under it that everybody sees. */
  readonly replies: readonly SandboxMessage[];
  /** Continues what the same author said just before: drawn without name and picture. */
  readonly continues: boolean;
  /** The first of its calendar day. */
  readonly startsDay: boolean;
}

const SAME_BREATH_MS = 5 * 60_000;

function isLaterDay(before: SandboxMessage, message: SandboxMessage): boolean {
  const [from, to] = [new Date(tsToMs(before.ts)), new Date(tsToMs(message.ts))];
  return from.getDate() !== to.getDate() || to.getTime() - from.getTime() >= 86_400_000;
}

function grouped(
  messages: readonly SandboxMessage[],
  repliesOf: (message: SandboxMessage) => readonly SandboxMessage[],
): Entry[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const startsDay = before === undefined || isLaterDay(before, message);
    const continues =
      !startsDay &&
      before?.author === message.author &&
      before.visibleTo === message.visibleTo &&
      repliesOf(before).length === 0 &&
      tsToMs(message.ts) - tsToMs(before.ts) < SAME_BREATH_MS;
    return { message, replies: repliesOf(message), continues, startsDay };
  });
}

function isReply(message: SandboxMessage): boolean {
  return message.threadTs !== undefined && message.threadTs !== message.ts;
}

/** What a person reads in a channel, oldest first, without the replies in threads. */
export function channelEntries(slack: SlackSnapshot, channel: string, person: string): readonly Entry[] {
  const messages = visible(slack, channel, person);
  const replies = Map.groupBy(
    messages.filter((message) => isReply(message) && message.visibleTo === undefined),
    (message) => message.threadTs,
  );
  return grouped(
    messages.filter((message) => !isReply(message)),
    (message) => (message.visibleTo === undefined ? (replies.get(message.ts) ?? []) : []),
  );
}

/** A thread: its parent first, then the replies; empty when the parent is not there (any more). */
export function threadEntries(
  slack: SlackSnapshot,
  channel: string,
  person: string,
  threadTs: string,
): readonly Entry[] {
  const messages = visible(slack, channel, person);
  const parent = messages.find((message) => message.ts === threadTs && message.visibleTo === undefined);
  if (parent === undefined) return [];
  const replies = messages.filter((message) => isReply(message) && message.threadTs === threadTs);
  const [first, ...rest] = grouped(replies, () => []);
  const counted = replies.filter((message) => message.visibleTo === undefined);
  const head: Entry = { message: parent, replies: counted, continues: false, startsDay: false };
  // The day starts with the parent, above everything.
  return first === undefined ? [head] : [head, { ...first, startsDay: isLaterDay(parent, first.message) }, ...rest];
}

/** How many messages of a channel the person has not seen; their own, and replies in threads, do not count. */
export function unreadCount(slack: SlackSnapshot, channel: string, person: string, readTs: string): number {
  return visible(slack, channel, person).filter(
    (message) => !isReply(message) && message.author !== person && compareTs(message.ts, readTs) > 0,
  ).length;
}

/**
 * `ts` of the first message of others that is newer than `readTs`; undefined where there is none, and for who reads here for
 * the first time: to them everything is new.
 */
export function firstUnread(entries: readonly Entry[], person: string, readTs: string): string | undefined {
  if (readTs === '0') return undefined;
  return entries.find(({ message: { author, ts } }) => author !== person && compareTs(ts, readTs) > 0)?.message.ts;
}

/** Where it is remembered up to where a thread was read. */
export function threadMark(channel: string, threadTs: string): string {
  return `${channel}/${threadTs}`;
}

/** Messages that mention the person, also in threads, and that they have not seen where they stand. */
export function unreadMentions(
  slack: SlackSnapshot,
  channel: string,
  person: string,
  readTs: (where: string) => string,
): number {
  return visible(slack, channel, person).filter((message) => {
    if (message.notified?.includes(person) !== true || message.author === person) return false;
    const where = isReply(message) ? threadMark(channel, message.threadTs ?? '') : channel;
    return compareTs(message.ts, readTs(where)) > 0;
  }).length;
}

/** Replies of others that came after `readTs`. */
export function newReplies(replies: readonly SandboxMessage[], person: string, readTs: string): number {
  return replies.filter(({ author, ts }) => author !== person && compareTs(ts, readTs) > 0).length;
}

export function latestTs(slack: SlackSnapshot, channel: string, person: string): string {
  return visible(slack, channel, person).at(-1)?.ts ?? '0';
}

/** The modal that a person has on top, the only one they can use. */
export function topView(slack: SlackSnapshot, person: string): SandboxView | undefined {
  return slack.views
    .filter(({ user }) => user === person)
    .toSorted((a, b) => (a.depth ?? 0) - (b.depth ?? 0))
    .at(-1);
}

export interface Author {
  readonly name: string;
  readonly isApp: boolean;
  /** Position in the cast, by which pictures differ in colour; -1 for the app and for unknown ids. */
  readonly index: number;
  readonly person?: SandboxPerson;
}

/** Who wrote a message, by user id. */
export function authorOf(slack: SlackSnapshot, id: string): Author {
  const index = slack.people.findIndex((candidate) => candidate.id === id);
  const person = slack.people[index];
  if (person !== undefined) return { name: person.realName, isApp: false, index, person };
  return id === slack.bot.userId ? { name: slack.bot.name, isApp: true, index } : { name: id, isApp: false, index };
}

import { describeError, TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { Item, Store } from '../ports/store.ts';
import { caseKey } from './case-store.ts';
import { giveUpDirect } from './not-asked.ts';
import { awaitedCard, cardKey, type OutboxEntry } from './outbox.ts';
import type { Turn } from './poster-ports.ts';
import { caseTag, forgetPosted } from './posted.ts';
import { tellStall } from './trouble.ts';
import { pauseUpdates } from './update-pace.ts';

/** A message that Slack finds wrong so often, even without its blocks, is set aside with the reason. */
const TRIES = 8;
/** After an unknown outcome a message may yet appear: searching sooner could miss it and post it twice, in milliseconds. */
const APPEARING_MS = 12_000;
/** So many failures in a row are Slack's, not those of one message. */
const ALL_FAIL = 3;
/** Slack, or a channel, is asked again at least this often while it takes nothing, in milliseconds. */
const LONGEST_MS = { slack: 60_000, channel: 120_000 } as const;

/** Slack's words for a message that is wrong in itself: only these are ever given up, and not before plain text fails. */
const WRONG_MESSAGE =
  /^(invalid_blocks|invalid_blocks_format|msg_blocks_too_long|msg_too_long|no_text|invalid_arguments|metadata_too_large)/;

/** Slack's words for a channel that nothing can be posted in. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const CHANNEL_CLOSED: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);

/** Slack's words for an app that may do nothing at all now. */
const APP_CLOSED: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'team_access_not_granted',
  'ekm_access_denied',
]);

/**
 * What did not get through comes again: at once as plain text where its blocks were wrong, otherwise later. Where it is
 * the channel, Slack or the app that is at fault, the whole channel waits, not one entry after the other.
 */
export async function setBack(turn: Turn, entry: Item<OutboxEntry>, error: unknown): Promise<void> {
  const { ports, lease, channel } = turn;
  const failure = error instanceof TrailboltError ? error : undefined;
  const word = String(failure?.details['slackError']);
  if (failure?.code === 'chat.rate-limited') {
    const seconds = Number(failure.details['retryAfterSeconds'] ?? 1);
    if (failure.details['method'] === 'chat.update') await pauseUpdates(ports.store, ports.clock, seconds);
    else await lease.pause(seconds);
    ports.log.warn('outbox.rate-limited', { channel, seconds });
    return;
  }
  if (word === 'thread_not_found' && entry.value.caseId !== undefined) {
    // Somebody deleted the card with its thread: it comes back, and this with it.
    await forgetPosted(ports.store, caseTag(entry.value.caseId));
    await bringCard(ports.store, entry.value);
    return;
  }
  const attempts = (entry.value.attempts ?? 0) + 1;
  ports.log.error('outbox.failed', error, { channel, entry: entry.sort, attempts });
  if (channel.startsWith('D') && (CHANNEL_CLOSED.has(word) || word === 'messages_tab_disabled'))
    return giveUpDirect(ports, entry, word);
  if (CHANNEL_CLOSED.has(word)) return tellStall(turn, await lease.stall(LONGEST_MS.channel, word));
  const wrong = failure?.code === 'chat.refused' && WRONG_MESSAGE.test(word);
  if (wrong && attempts >= TRIES) return setAside(turn, entry, error);
  const unknown = failure?.code === 'chat.unknown-outcome';
  const stall = unknown || APP_CLOSED.has(word) ? await lease.stall(LONGEST_MS.slack) : undefined;
  // A wrong message is tried at once as plain text: a card without its looks is better than none. Anything else comes back
  // some day and is tried for ever, at most every two minutes.
  const own = wrong && entry.value.textOnly !== true ? 0 : Math.min(120_000, 1000 * 2 ** attempts);
  // While nothing at all gets through, no entry is worse than another: the worst must be first when something does.
  const delay = (stall?.failures ?? 0) > ALL_FAIL ? 0 : own;
  const value: OutboxEntry = {
    ...entry.value,
    attempts,
    notBefore: ports.clock.now() + (unknown ? Math.max(delay, APPEARING_MS) : delay),
    ...(wrong ? { textOnly: true } : {}),
  };
  await ports.store.commit([{ kind: 'put', key: entry, value, if: { version: entry.version } }]);
}

/** For people to look at: the reason stands beside it, and the log says so. */
async function setAside({ ports, channel }: Turn, entry: Item<OutboxEntry>, error: unknown): Promise<void> {
  ports.log.error('outbox.set-aside', error, { channel, entry: entry.sort });
  await ports.store.commit([
    { kind: 'delete', key: entry, if: { version: entry.version } },
    {
      kind: 'put',
      key: { partition: 'outbox-dead', sort: `${channel}#${entry.sort}` },
      value: { entry: entry.value, reason: describeError(error) },
      if: 'any',
    },
  ]);
}

/**
 * What hangs on a card waits for it. Where that card does not wait itself (a storm held it, or it was deleted), it is
 * asked for: somebody waits for what hangs on it. A case that mutes hide stays hidden.
 */
export async function bringCard(store: Store, { caseId }: OutboxEntry): Promise<void> {
  const it = caseId === undefined ? undefined : (await store.get<Case>(caseKey(caseId)))?.value;
  if (it === undefined || it.hidden === true || (await store.get(cardKey(it))) !== undefined) return;
  await store.commit([awaitedCard(it)]);
}

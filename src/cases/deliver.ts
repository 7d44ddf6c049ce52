import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import type { ChatMessage, MessageRef, MessageTag } from '../ports/chat.ts';
import type { Store } from '../ports/store.ts';
import type { ChannelLease } from './channel-lease.ts';
import type { OutboxEntry } from './outbox.ts';
import type { PosterPorts } from './poster-ports.ts';
import {
  caseTag,
  forgetPosted,
  noteTag,
  plainTag,
  readPosted,
  requestTag,
  stormTag,
  writePosted,
  type Posted,
} from './posted.ts';

/** Slack's own clock and ours may differ by this much when a message of unknown outcome is searched. */
const SEARCH_SLACK_MS = 60_000;

/** Posts an entry or brings its message up to date. */
export async function deliver(
  ports: PosterPorts,
  lease: ChannelLease,
  channel: string,
  entry: Exclude<OutboxEntry, { kind: 'digest' }>,
): Promise<void> {
  const message =
    entry.kind === 'card' || entry.kind === 'request' ? await ports.render(entry.kind, entry.id) : entry.message;
  if (message === undefined) return;
  const thread = entry.kind === 'card' || entry.caseId === undefined ? undefined : await parentOf(ports, entry.caseId);
  await deliverMessage(ports, lease, channel, entry, message, thread);
}

/** The same for a message that is at hand. @returns where it stands now. */
export async function deliverMessage(
  ports: PosterPorts,
  lease: ChannelLease,
  channel: string,
  entry: OutboxEntry,
  whole: ChatMessage,
  thread: string | undefined,
): Promise<MessageRef> {
  const message = entry.textOnly === true ? { ...whole, blocks: [] } : whole;
  const tag = tagOf(entry);
  const digest = createHash('sha256').update(JSON.stringify(message)).digest('hex');

  const posted = await standing(ports.store, entry, channel);
  const ref =
    posted?.ref ??
    (posted === undefined
      ? undefined
      : await ports.chat.find(posted.channel, tag, {
          since: posted.attemptedAt - SEARCH_SLACK_MS,
          ...(thread === undefined ? {} : { thread }),
        }));
  if (ref !== undefined) {
    if (posted?.digest === digest) return ref;
    if (await updated(ports, ref, message, tag)) {
      await writePosted(ports.store, tag, {
        channel: ref.channel,
        attemptedAt: posted?.attemptedAt ?? ports.clock.now(),
        ref,
        digest,
      });
      return ref;
    }
  }
  // Searching and updating may have taken longer than the lease: then another poster may be at this very entry.
  if (!(await lease.renew()))
    throw new TrailboltError('outbox.lease-lost', `The lease of channel ${channel} was lost.`);
  // Written before the call: whoever finds it without a ref knows that the outcome must be looked up first.
  await writePosted(ports.store, tag, { channel, attemptedAt: ports.clock.now() });
  const fresh = await ports.chat
    .post(channel, message, {
      tag,
      ...(thread === undefined ? {} : { thread }),
      broadcast: entry.kind === 'note' && entry.broadcast === true,
    })
    .catch(async (error: unknown) => {
      // A clear no needs no search: only an unknown outcome does.
      if (!(error instanceof TrailboltError) || error.code !== 'chat.unknown-outcome')
        await forgetPosted(ports.store, tag);
      throw error;
    });
  await writePosted(ports.store, tag, { channel, attemptedAt: ports.clock.now(), ref: fresh, digest });
  return fresh;
}

/** Slack's words for a message that cannot be changed any more; its channel may well be there. */
const MESSAGE_GONE: ReadonlySet<unknown> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/**
 * False when the message is gone from Slack: it is posted anew then, a card must not be lost by a slip of the hand. While
 * its channel is archived or closed to us the message still stands there, and a second one would be one too many.
 */
async function updated(ports: PosterPorts, ref: MessageRef, message: ChatMessage, tag: MessageTag): Promise<boolean> {
  try {
    await ports.chat.update(ref, message, tag);
    return true;
  } catch (error) {
    if (error instanceof TrailboltError && MESSAGE_GONE.has(error.details['slackError'])) {
      await forgetPosted(ports.store, tag);
      return false;
    }
    throw error;
  }
}

/**
 * What is known of the entry's message in its channel. One that a case left behind in a channel that it has moved out of
 * counts for nothing.
 */
export async function standing(store: Store, entry: OutboxEntry, channel: string): Promise<Posted | undefined> {
  const posted = (await readPosted(store, tagOf(entry)))?.value;
  return posted?.channel === channel ? posted : undefined;
}

/** By which the message of an entry is known. */
export function tagOf(entry: OutboxEntry): MessageTag {
  switch (entry.kind) {
    case 'card':
      return caseTag(entry.id);
    case 'request':
      return requestTag(entry.id);
    case 'digest':
      return stormTag(entry.id);
    case 'note':
      return noteTag(entry.id);
    case 'plain':
      return plainTag(entry.id);
  }
}

/** The case's card, on whose thread everything else hangs. */
async function parentOf(ports: PosterPorts, caseId: string): Promise<string> {
  const parent = await readPosted(ports.store, caseTag(caseId));
  if (parent?.value.ref === undefined) {
    throw new TrailboltError('outbox.no-card', `Case ${caseId} has no card yet.`);
  }
  return parent.value.ref.ts;
}

import { ErrorCode, LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';
import type { Chat, ChatMessage, ChatUser, MessageTag } from '../../ports/chat.ts';

/** Slack answers within this or the outcome counts as unknown, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** Pages of 100 messages that a search by tag looks through. */
const SEARCH_PAGES = 3;

export interface SlackChatOptions {
  token(): Promise<string>;
  /** Another Slack than Slack's own, e.g. the sandbox. */
  readonly slackApiUrl?: string;
}

const GONE = new Set([
  'message_not_found',
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'cant_update_message',
  'thread_not_found',
  'edit_window_closed',
  'is_inactive',
]);

/** The Chat port over Slack's Web API. Nothing is retried here: whoever calls knows whether that is safe. */
export function createSlackChat(options: SlackChatOptions): Chat {
  const clients = new Map<string, WebClient>();

  async function call(method: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const token = await options.token();
    const client = clients.get(token) ?? new WebClient(token, clientOptions(options.slackApiUrl));
    clients.set(token, client);
    try {
      return { ...(await client.apiCall(method, input)) };
    } catch (error) {
      throw asChatError(method, error);
    }
  }

  return {
    async post(channel, message, { thread, broadcast = false, tag }) {
      const answer = await call('chat.postMessage', {
        channel,
        ...content(message),
        metadata: metadata(tag),
        ...(thread === undefined ? {} : { thread_ts: thread, reply_broadcast: broadcast }),
      });
      return { channel: String(answer['channel']), ts: String(answer['ts']) };
    },
    async update(ref, message, tag) {
      await call('chat.update', { channel: ref.channel, ts: ref.ts, ...content(message), metadata: metadata(tag) });
    },
    async find(channel, tag, { since, thread }) {
      let cursor: string | undefined;
      for (let page = 0; page < SEARCH_PAGES; page += 1) {
        const answer = await call(thread === undefined ? 'conversations.history' : 'conversations.replies', {
          channel,
          include_all_metadata: true,
          limit: 100,
          oldest: String(since / 1000),
          ...(thread === undefined ? {} : { ts: thread }),
          ...(cursor === undefined ? {} : { cursor }),
        });
        const found = arrayOf(answer['messages']).find((message) => carries(message, tag));
        if (found !== undefined) return { channel, ts: String(found['ts']) };
        const meta = answer['response_metadata'];
        cursor =
          isObject(meta) && typeof meta['next_cursor'] === 'string' && meta['next_cursor'] !== ''
            ? meta['next_cursor']
            : undefined;
        if (cursor === undefined) return undefined;
      }
      return undefined;
    },
    async permalink(ref) {
      const answer = await call('chat.getPermalink', { channel: ref.channel, message_ts: ref.ts });
      return String(answer['permalink']);
    },
    async ephemeral(channel, user, message, thread) {
      await call('chat.postEphemeral', {
        channel,
        user,
        ...content(message),
        ...(thread === undefined ? {} : { thread_ts: thread }),
      });
    },
    respond: (responseUrl, message, { replaceOriginal = false } = {}) =>
      respond(responseUrl, { ...content(message), replace_original: replaceOriginal }),
    async openView(triggerId, view) {
      await call('views.open', { trigger_id: triggerId, view });
    },
    async updateView(target, view) {
      await call('views.update', {
        ...('externalId' in target ? { external_id: target.externalId } : { view_id: target.viewId }),
        view,
      });
    },
    async publishHome(user, view, hash) {
      const answer = await call('views.publish', { user_id: user, view, ...(hash === undefined ? {} : { hash }) });
      const published: unknown = answer['view'];
      const next = isObject(published) ? published['hash'] : undefined;
      return typeof next === 'string' ? next : undefined;
    },
    async user(id) {
      const answer = await call('users.info', { user: id });
      return asUser(id, answer['user']);
    },
    async userByEmail(email) {
      try {
        const { user } = await call('users.lookupByEmail', { email });
        return isObject(user) ? asUser(String(user['id']), user) : undefined;
      } catch (error) {
        if (error instanceof TrailboltError && error.details['slackError'] === 'users_not_found') return undefined;
        throw error;
      }
    },
    async direct(user) {
      const { channel } = await call('conversations.open', { users: user });
      if (isObject(channel) && typeof channel['id'] === 'string') return channel['id'];
      throw new TrailboltError('chat.refused', 'Slack did not open a conversation with this person.');
    },
    async groupMembers(groupId) {
      const answer = await call('usergroups.users.list', { usergroup: groupId });
      const users = answer['users'];
      return Array.isArray(users) ? users.filter((user) => typeof user === 'string') : [];
    },
  };
}

function clientOptions(slackApiUrl: string | undefined): WebClientOptions {
  return {
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // Every failure is thrown and logged by whoever called; the client's own lines are not JSON.
    logLevel: LogLevel.ERROR,
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
  };
}

function content(message: ChatMessage): Record<string, unknown> {
  return { text: message.text, blocks: message.blocks, unfurl_links: false, unfurl_media: false };
}

function metadata(tag: MessageTag): Record<string, unknown> {
  return { event_type: tag.type, event_payload: { id: tag.id } };
}

function carries(message: Readonly<Record<string, unknown>>, tag: MessageTag): boolean {
  const meta = message['metadata'];
  return (
    isObject(meta) &&
    meta['event_type'] === tag.type &&
    isObject(meta['event_payload']) &&
    meta['event_payload']['id'] === tag.id
  );
}

function asUser(id: string, user: unknown): ChatUser {
  if (!isObject(user)) throw new TrailboltError('chat.refused', 'Slack did not say who this person is.');
  const team = typeof user['team_id'] === 'string' ? user['team_id'] : '';
  return {
    id,
    name: typeof user['name'] === 'string' ? user['name'] : id,
    team,
    isBot: user['is_bot'] === true,
    isDeleted: user['deleted'] === true,
    isGuest: user['is_restricted'] === true || user['is_ultra_restricted'] === true,
    isStranger: user['is_stranger'] === true,
  };
}

/** Slack's failures in the terms of the port. */
function asChatError(method: string, error: unknown): TrailboltError {
  const code: unknown = isObject(error) ? error['code'] : undefined;
  if (code === ErrorCode.RateLimitedError) {
    const retryAfterSeconds = Number(isObject(error) ? error['retryAfter'] : 1) || 1;
    return new TrailboltError(
      'chat.rate-limited',
      `Slack asks to wait ${retryAfterSeconds} s before the next ${method}.`,
      { cause: error, details: { method, retryAfterSeconds } },
    );
  }
  if (code === ErrorCode.PlatformError && isObject(error) && isObject(error['data'])) {
    const slackError = String(error['data']['error']);
    if (
      slackError === 'internal_error' ||
      slackError === 'fatal_error' ||
      slackError === 'service_unavailable' ||
      slackError === 'request_timeout'
    ) {
      return new TrailboltError('chat.unknown-outcome', `Slack failed on ${method}: ${slackError}.`, {
        cause: error,
        details: { method, slackError },
      });
    }
    return new TrailboltError(
      GONE.has(slackError) ? 'chat.gone' : 'chat.refused',
      `Slack refused ${method}: ${slackError}.`,
      {
        cause: error,
        details: { method, slackError, messages: messagesOf(error['data']) },
      },
    );
  }
  return new TrailboltError('chat.unknown-outcome', `Slack did not answer ${method}.`, {
    cause: error,
    details: { method },
  });
}

/** Slack says here which block it does not like. */
function messagesOf(data: Readonly<Record<string, unknown>>): unknown {
  const meta = data['response_metadata'];
  return isObject(meta) ? meta['messages'] : undefined;
}

async function respond(url: string, body: Record<string, unknown>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', ...body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new TrailboltError('chat.unknown-outcome', 'Slack did not answer at the response URL.', { cause });
  }
  if (response.ok) return;
  const code =
    response.status === 429 ? 'chat.rate-limited' : response.status >= 500 ? 'chat.unknown-outcome' : 'chat.refused';
  throw new TrailboltError(code, `Slack answered ${response.status} at the response URL.`, {
    details: {
      status: response.status,
      slackError: (await response.text()).slice(0, 200),
      retryAfterSeconds: Number(response.headers.get('retry-after') ?? 1),
    },
  });
}

function arrayOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((item) => isObject(item)) : [];
}

import type { ModalView } from '@slack/types';
import { TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';
import type { FrontChat } from '../../slack/front/ports.ts';

/** The trigger lives for three seconds; a modal that takes longer would come too late anyway. */
const TIMEOUT_MS = 2500;

/**
 * The three calls that the front makes, by plain HTTP: a client library would be half its weight.
 * @throws TrailboltError `chat.refused` with Slack's error, `chat.unknown-outcome`.
 */
export function createFrontChat(token: () => Promise<string>, slackApiUrl = 'https://slack.com/api/'): FrontChat {
  async function call(method: string, body: object): Promise<void> {
    const response = await post(method, new URL(method, slackApiUrl), body, await token());
    const answer: unknown = await response.json().catch(() => undefined);
    const slackError = isObject(answer) && typeof answer['error'] === 'string' ? answer['error'] : undefined;
    if (!isObject(answer) || answer['ok'] !== true) {
      throw new TrailboltError('chat.refused', `Slack refused ${method}: ${slackError ?? response.status}.`, {
        details: { slackError },
      });
    }
  }

  return {
    openView: (triggerId, view: ModalView) => call('views.open', { trigger_id: triggerId, view }),
    // Slack forgets an external id that an update does not repeat.
    updateView: (externalId, view) =>
      call('views.update', { external_id: externalId, view: { ...view, external_id: externalId } }),
    async respond(url, text) {
      const { ok, status } = await post('a response URL', new URL(url), { response_type: 'ephemeral', text });
      if (!ok) throw new TrailboltError('chat.refused', `Slack answered ${status} at the response URL.`);
    },
  };
}

async function post(what: string, url: URL, body: object, token?: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new TrailboltError('chat.unknown-outcome', `Slack did not answer ${what}.`, { cause });
  }
}

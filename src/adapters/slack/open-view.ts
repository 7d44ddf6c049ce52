import type { ModalView } from '@slack/types';
import { TrailboltError } from '../../errors.ts';

/** The trigger lives for three seconds; a modal that takes longer would come too late anyway. */
const TIMEOUT_MS = 2500;

/**
 * `views.open` and nothing else, by plain HTTP: the front needs one call, and a client library would be half its weight.
 * @throws TrailboltError `chat.refused` with Slack's error, `chat.unknown-outcome`.
 */
export function createOpenView(
  token: () => Promise<string>,
  slackApiUrl = 'https://slack.com/api/',
): (triggerId: string, view: ModalView) => Promise<void> {
  return async (triggerId, view) => {
    let answer: { ok?: unknown; error?: unknown };
    try {
      const response = await fetch(new URL('views.open', slackApiUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ trigger_id: triggerId, view }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = (await response.json()) as { ok?: unknown; error?: unknown };
    } catch (cause) {
      throw new TrailboltError('chat.unknown-outcome', 'Slack did not answer views.open.', { cause });
    }
    if (answer.ok !== true) {
      throw new TrailboltError('chat.refused', `Slack refused views.open: ${String(answer.error)}.`, {
        details: { slackError: answer.error },
      });
    }
  };
}

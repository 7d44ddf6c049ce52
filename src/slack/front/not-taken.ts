import { simpleModal } from '../../../blocks/simple-modal.ts';
import { describeError, TrailboltError } from '../../errors.ts';
import { isObject } from '../../model/json.ts';
import { keepFailure, referenceOf } from '../failure.ts';
import { personIn, text, unitIdOf, type Payload } from '../payload.ts';
import { loadingViewId } from './loading-view.ts';
import type { FrontPorts } from './ports.ts';

/** The queue may have taken it all the same: an answer can get lost on its way back. */
const NOT_TAKEN =
  'Trailbolt could not take this on, and most likely nothing was done. Look first, then try again in a minute.';
const TOO_LARGE = 'This is more than Trailbolt can take on at once, so nothing was done. Try again with less text.';

/**
 * Tells whoever did something that it could not be passed on, with a reference that `trailbolt reference` knows, where
 * they look: in the window that it opened or was submitted from, or beside the message.
 * @returns what Slack is to be answered, or undefined where nobody could be told: Slack itself says so then.
 */
export async function tellNotTaken(
  ports: FrontPorts,
  payload: Payload,
  about: { readonly key: string; readonly error: unknown; readonly opens: boolean },
): Promise<string | undefined> {
  const { key, error } = about;
  const person = personIn(payload);
  if (person === undefined || payload['type'] === 'event_callback') return undefined;
  const code = error instanceof TrailboltError ? error.code : 'unexpected';
  const sentence = code === 'jobs.too-large' ? TOO_LARGE : NOT_TAKEN;
  const answer = await tell(ports, payload, `${sentence} (reference ${referenceOf(key)})`, about).catch(
    (cause: unknown) => {
      ports.log.error('front.not-told', cause, { key });
      return undefined;
    },
  );
  if (answer !== undefined) await keepFailure(ports, { unit: unitIdOf(payload), person, code, sentence, key });
  return answer;
}

async function tell(
  ports: FrontPorts,
  payload: Payload,
  sentence: string,
  { key, opens }: { readonly key: string; readonly opens: boolean },
): Promise<string | undefined> {
  if (typeof payload['command'] === 'string') return JSON.stringify({ response_type: 'ephemeral', text: sentence });
  if (payload['type'] === 'view_submission') {
    // What was typed stays where it is. https://docs.slack.dev/surfaces/modals#displaying_errors
    const field = inputOf(payload);
    return JSON.stringify(
      field === undefined
        ? { response_action: 'update', view: simpleModal('Trailbolt', sentence) }
        : { response_action: 'errors', errors: { [field]: sentence } },
    );
  }
  if (opens) {
    try {
      await ports.updateView(loadingViewId(key), simpleModal('Trailbolt', sentence));
      return '';
    } catch (error) {
      // The window did not open.
      ports.log.warn('front.no-window', { key, reason: describeError(error) });
    }
  }
  const url = text(payload, 'response_url');
  if (url === undefined) return undefined;
  await ports.respond(url, sentence);
  return '';
}

/** The last field of the window, next to its button; errors can stand at fields only. */
function inputOf(payload: Payload): string | undefined {
  const view = payload['view'];
  const blocks: unknown = isObject(view) ? view['blocks'] : undefined;
  const fields = Array.isArray(blocks) ? blocks.filter((block) => isObject(block) && block['type'] === 'input') : [];
  const last: unknown = fields.at(-1);
  return isObject(last) && typeof last['block_id'] === 'string' ? last['block_id'] : undefined;
}

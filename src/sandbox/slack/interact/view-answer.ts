import { isObject, type JsonObject } from '../../../model/json.ts';
import { acceptView } from '../api/view-argument.ts';
import { objectsOf, parseJson, textOf } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';
import type { OpenView } from '../world/views.ts';

/** What the app wants done with a submitted view. */
export type ViewAnswer =
  | { readonly do: 'close' | 'clear' }
  | { readonly do: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly do: 'update' | 'push'; readonly definition: JsonObject };

/** @throws Refusal for errors that belong to no input block of the view. */
function fieldErrors(view: OpenView, errors: unknown): Readonly<Record<string, string>> {
  const inputs = objectsOf(view.definition['blocks']).filter((block) => block['type'] === 'input');
  const entries = isObject(errors) ? Object.entries(errors) : [];
  const isRight = ([blockId, text]: readonly [string, unknown]): boolean =>
    typeof text === 'string' && text !== '' && inputs.some((block) => block['block_id'] === blockId);
  if (entries.length === 0 || !entries.every((entry) => isRight(entry))) {
    throw new Refusal('invalid_errors', ['errors must name input blocks of the view']);
  }
  return Object.fromEntries(entries.map(([blockId, text]) => [blockId, String(text)]));
}

/**
 * The app's answer to `view_submission`: nothing closes the view, `response_action` says otherwise.
 * https://docs.slack.dev/surfaces/modals#response_actions
 * @throws Refusal for an answer that Slack cannot use.
 */
export function viewAnswer(view: OpenView, body: string): ViewAnswer {
  if (body.trim() === '') return { do: 'close' };
  const answer = parseJson(body);
  // A page or a word instead of JSON: people see "We had some trouble connecting".
  if (!isObject(answer)) throw new Refusal('invalid_response', ['the answer must be empty or a JSON object']);
  if (answer['response_action'] === undefined) return { do: 'close' };
  const action = textOf(answer['response_action']);
  switch (action) {
    case 'clear':
      return { do: 'clear' };
    case 'errors':
      return { do: 'errors', errors: fieldErrors(view, answer['errors']) };
    case 'update':
    case 'push':
      return { do: action, definition: acceptView(answer['view'], 'modal') };
    default:
      throw new Refusal('invalid_response_action', [`unknown response_action "${action}"`]);
  }
}

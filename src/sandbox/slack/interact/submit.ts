import type { GestureResult, SlackGesture } from '../../contract.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Delivered } from '../deliver/courier.ts';
import { elementsOf } from '../world/layout-elements.ts';
import { objectsOf, textOf } from '../world/json-fields.ts';
import { Refusal } from '../world/refusal.ts';
import { viewObject } from '../world/view-object.ts';
import { viewState } from '../world/view-state.ts';
import type { OpenView, ViewValues } from '../world/views.ts';
import { usableView } from './click-view.ts';
import { notifyClosed } from './close.ts';
import { checkEntered, missingInputs } from './entered.ts';
import { badAnswer, failure, succeeded } from './failure.ts';
import { payloadBase } from './payload.ts';
import { responseUrl } from './response-url.ts';
import { CannotDo, personOf, type Stage } from './stage.ts';
import { viewAnswer, type ViewAnswer } from './view-answer.ts';

type Gesture = Extract<SlackGesture, { readonly do: 'submit' }>;

const TROUBLE = 'We had some trouble connecting. Try again?';

/** https://docs.slack.dev/surfaces/modals#modal_response_url: menus with `response_url_enabled` give a way back. */
function responseUrls(stage: Stage, view: OpenView, state: ViewValues): readonly JsonObject[] {
  return elementsOf(objectsOf(view.definition['blocks'])).flatMap(({ blockId, actionId, element }) => {
    if (element['response_url_enabled'] !== true) return [];
    const chosen = state[blockId]?.[actionId];
    const channel = textOf(chosen?.['selected_conversation'] ?? chosen?.['selected_channel']);
    if (channel === '') return [];
    const url = responseUrl(stage, 'actions', { channel, user: view.user });
    return [{ response_url: url, channel_id: channel, block_id: blockId, action_id: actionId }];
  });
}

async function apply(stage: Stage, view: OpenView, answer: ViewAnswer, delivered: Delivered): Promise<GestureResult> {
  const { views } = stage.world;
  const { delivery } = delivered;
  switch (answer.do) {
    case 'errors':
      view.errors = answer.errors;
      return {
        ...succeeded(delivery),
        ok: false,
        errors: answer.errors,
        problem: { code: 'app-refused', text: 'The app found something wrong in the fields.', sent: true },
      };
    case 'update':
      views.update(view, answer.definition);
      return succeeded(delivery);
    case 'push':
      views.push(view.user, answer.definition);
      return succeeded(delivery);
    case 'clear': {
      const below = views.clear(view.user).filter((entry) => entry !== view);
      await notifyClosed(stage, below, true);
      return succeeded(delivery);
    }
    case 'close':
      views.close(view);
      return succeeded(delivery);
    default:
      return answer satisfies never;
  }
}

async function settle(stage: Stage, view: OpenView, delivered: Delivered): Promise<GestureResult> {
  const { world } = stage;
  const { ack } = delivered;
  if (!ack.ok) {
    view.problem = TROUBLE;
    return failure(world, view.user, TROUBLE, delivered);
  }
  // The app may have closed or replaced the stack meanwhile; then there is nothing left to do with the view.
  if (world.views.find(view.id) === undefined) return succeeded(delivered.delivery);
  try {
    return await apply(stage, view, viewAnswer(view, ack.body), delivered);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    view.problem = TROUBLE;
    return badAnswer(world, view.user, TROUBLE, [error.code, ...error.details].join(' '), delivered);
  }
}

/**
 * Submits the view on top. What the client itself refuses (required fields, lengths, formats) is never sent.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
 */
export async function submitView(stage: Stage, gesture: Gesture): Promise<GestureResult> {
  const { world, courier } = stage;
  const person = personOf(world, gesture.user);
  const view = usableView(stage, person.id, gesture.viewId);
  if (view.definition['submit'] === undefined) throw new CannotDo('no-such-element', 'The view has no submit button.');
  const checked = checkEntered(world, view, gesture.values);
  view.entered = checked.values;
  const state = viewState(objectsOf(view.definition['blocks']), view.entered) as ViewValues;
  const errors = { ...missingInputs(view, state), ...checked.errors };
  if (Object.keys(errors).length > 0) {
    view.errors = errors;
    world.changed();
    throw new CannotDo('invalid-input', 'Some fields are not filled in as they must be.', errors);
  }
  delete view.errors;
  delete view.problem;
  view.busy = true;
  world.changed();
  const delivered = await courier.send({
    kind: 'view_submission',
    channel: 'interactive',
    payload: {
      type: 'view_submission',
      ...payloadBase(world, person.id),
      trigger_id: world.triggers.create({ user: person.id, viewId: view.id }),
      view: viewObject(world, view),
      response_urls: responseUrls(stage, view, state),
    },
  });
  delete view.busy;
  const result = await settle(stage, view, delivered);
  world.changed();
  return result;
}

import type { GestureResult, SlackGesture } from '../../contract.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import { objectsOf } from '../world/json-fields.ts';
import { homeObject, viewObject } from '../world/view-object.ts';
import type { OpenView, ViewValues } from '../world/views.ts';
import type { Home } from '../world/world.ts';
import { actionEntry, choiceOf, clickedElement, type Click } from './action.ts';
import { checkEntered } from './entered.ts';
import { failure } from './failure.ts';
import { payloadBase } from './payload.ts';
import { CannotDo, personOf, type Stage } from './stage.ts';

type Gesture = Extract<SlackGesture, { readonly do: 'click-in-view' }>;

/** The view on top of the person's stack; nothing else can be used. @throws CannotDo `no-such-view`. */
export function usableView({ world }: Stage, user: string, viewId: string): OpenView {
  const view = world.views.top(user);
  if (view?.id !== viewId) throw new CannotDo('no-such-view', 'You do not have that view open, or not on top.');
  if (view.busy === true) throw new CannotDo('view-busy', 'The view is waiting for the app.');
  return view;
}

/** What is clicked in: a modal that keeps what was entered, or a Home tab for the moment of the click. */
interface Surface {
  readonly viewId: string | undefined;
  readonly fields: { entered: ViewValues };
  readonly show: () => JsonObject;
}

async function send(
  stage: Stage,
  user: string,
  click: Click,
  { viewId, fields, show }: Surface,
): Promise<GestureResult> {
  const { world, courier } = stage;
  const placed = clickedElement(objectsOf(show()['blocks']), click);
  // Fields of an input block stay silent unless the block asks for actions.
  if (placed.input !== undefined && placed.input['dispatch_action'] !== true) {
    throw new CannotDo('no-such-element', 'That field sends nothing until the view is submitted.');
  }
  const choice = choiceOf(world, placed.element, click);
  if (choice !== undefined) {
    const former = fields.entered[placed.blockId];
    const block = { ...former, [placed.actionId]: { [choice[0]]: choice[1] } };
    fields.entered = { ...fields.entered, [placed.blockId]: block };
  }
  const shown = show();
  const delivered = await courier.send({
    kind: 'block_actions',
    channel: 'interactive',
    payload: {
      type: 'block_actions',
      ...payloadBase(world, user),
      container: { type: 'view', view_id: shown['id'] ?? '' },
      trigger_id: world.triggers.create({ user, ...(viewId === undefined ? {} : { viewId }) }),
      view: shown,
      ...(isObject(shown['state']) ? { state: shown['state'] } : {}),
      actions: [actionEntry(placed, choice, world.ids.ts())],
    },
  });
  return failure(world, user, 'That did not work', delivered);
}

function ownHome({ world }: Stage, user: string, viewId: string): Home | undefined {
  const home = world.homes.get(user);
  return home?.id === viewId ? home : undefined;
}

/** A click in a modal or in the person's Home tab. */
export async function clickView(stage: Stage, gesture: Gesture): Promise<GestureResult> {
  const { world } = stage;
  const person = personOf(world, gesture.user);
  const home = ownHome(stage, person.id, gesture.viewId);
  if (home !== undefined) {
    const fields = { entered: gesture.state ?? {} };
    const show = (): JsonObject => homeObject(world, home, fields.entered);
    return send(stage, person.id, gesture, { viewId: undefined, fields, show });
  }
  const view = usableView(stage, person.id, gesture.viewId);
  // What is wrong in other fields only matters at submission.
  view.entered = checkEntered(world, view, gesture.state ?? {}).values;
  return send(stage, person.id, gesture, { viewId: view.id, fields: view, show: () => viewObject(world, view) });
}

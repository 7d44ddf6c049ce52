import type { GestureResult, SlackGesture } from '../../contract.ts';
import type { Delivered } from '../deliver/courier.ts';
import { viewObject } from '../world/view-object.ts';
import type { OpenView } from '../world/views.ts';
import { usableView } from './click-view.ts';
import { succeeded } from './failure.ts';
import { payloadBase } from './payload.ts';
import { personOf, type Stage } from './stage.ts';

/** Tells the app of views that were closed, for those that asked for it with `notify_on_close`. */
export async function notifyClosed(stage: Stage, views: readonly OpenView[], isCleared: boolean): Promise<Delivered[]> {
  const { world, courier } = stage;
  const asking = views.filter((view) => view.definition['notify_on_close'] === true);
  return Promise.all(
    asking.map((view) =>
      courier.send({
        kind: 'view_closed',
        channel: 'interactive',
        payload: {
          type: 'view_closed',
          ...payloadBase(world, view.user),
          view: viewObject(world, view),
          is_cleared: isCleared,
        },
      }),
    ),
  );
}

/**
 * Closes the view on top, or the whole stack where it says `clear_on_close`. People do not see whether the app heard.
 * https://docs.slack.dev/surfaces/modals#modal_cancellations
 */
export async function closeView(
  stage: Stage,
  gesture: Extract<SlackGesture, { readonly do: 'close' }>,
): Promise<GestureResult> {
  const { world } = stage;
  const person = personOf(world, gesture.user);
  const view = usableView(stage, person.id, gesture.viewId);
  const clears = view.definition['clear_on_close'] === true;
  const closed = clears ? world.views.clear(person.id) : world.views.close(view);
  world.changed();
  const [first] = await notifyClosed(stage, closed, clears);
  return succeeded(first?.delivery);
}

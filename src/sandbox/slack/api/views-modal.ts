import { isObject } from '../../../model/json.ts';
import { Refusal } from '../world/refusal.ts';
import { viewObject } from '../world/view-object.ts';
import type { ApiMethod } from './method.ts';
import { acceptView } from './view-argument.ts';

/** https://docs.slack.dev/reference/methods/views.open. The view is looked at before the trigger. */
export const viewsOpen: ApiMethod = {
  name: 'views.open',
  token: 'bot',
  tier: 'tier4',
  scopes: [],
  required: ['trigger_id', 'view'],
  run({ world, args }) {
    const definition = acceptView(args.json('view'), 'modal');
    const triggerId = args.text('trigger_id') ?? '';
    const { user } = world.triggers.check(triggerId);
    const view = world.views.open(user, definition);
    world.triggers.use(triggerId);
    world.changed();
    return { view: viewObject(world, view) };
  },
};

/** https://docs.slack.dev/reference/methods/views.push: only from an interaction inside a modal, three views deep. */
export const viewsPush: ApiMethod = {
  name: 'views.push',
  token: 'bot',
  tier: 'tier4',
  scopes: [],
  required: ['trigger_id', 'view'],
  run({ world, args }) {
    const pushed = args.json('view');
    if (isObject(pushed) && pushed['type'] === 'home') {
      const sentence = "must match the `type` of the root view whose stack we're pushing onto";
      throw new Refusal('invalid_arguments', [`${sentence} [json-pointer:/view/type]`]);
    }
    const definition = acceptView(pushed, 'modal');
    const triggerId = args.text('trigger_id') ?? '';
    const { user, viewId } = world.triggers.check(triggerId);
    if (viewId === undefined || world.views.find(viewId) === undefined) throw new Refusal('not_found');
    const view = world.views.push(user, definition);
    world.triggers.use(triggerId);
    world.changed();
    return { view: viewObject(world, view) };
  },
};

/** https://docs.slack.dev/reference/methods/views.update */
export const viewsUpdate: ApiMethod = {
  name: 'views.update',
  token: 'bot',
  tier: 'tier4',
  scopes: [],
  required: ['view'],
  run({ world, args }) {
    const viewId = args.text('view_id') ?? '';
    const externalId = args.text('external_id') ?? '';
    if ((viewId === '') === (externalId === '')) {
      const both = 'Cannot provide both `view_id` and `external_id`';
      throw new Refusal('invalid_arguments', [viewId === '' ? 'Must provide `view_id` or `external_id`' : both]);
    }
    const definition = acceptView(args.json('view'), 'modal');
    const view = viewId === '' ? world.views.findByExternalId(externalId) : world.views.find(viewId);
    if (view === undefined) throw new Refusal('not_found');
    if (args.has('hash') && args.text('hash') !== view.hash) throw new Refusal('hash_conflict');
    // An update by external id that does not repeat it keeps it: the view must stay reachable.
    const kept = definition['external_id'] === undefined ? view.definition['external_id'] : undefined;
    world.views.update(view, kept === undefined ? definition : { ...definition, external_id: kept });
    world.changed();
    return { view: viewObject(world, view) };
  },
};

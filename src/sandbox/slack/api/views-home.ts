import { Refusal } from '../world/refusal.ts';
import { homeObject } from '../world/view-object.ts';
import type { ApiMethod } from './method.ts';
import { acceptView } from './view-argument.ts';

/** https://docs.slack.dev/reference/methods/views.publish */
export const viewsPublish: ApiMethod = {
  name: 'views.publish',
  token: 'bot',
  tier: 'tier4',
  scopes: [],
  required: ['user_id', 'view'],
  run({ world, args }) {
    const user = args.text('user_id') ?? '';
    if (world.people.get(user) === undefined || world.teamOf(user) !== world.team.id) {
      throw new Refusal('invalid_arguments', ['invalid `user_id`']);
    }
    const definition = acceptView(args.json('view'), 'home');
    if (!world.app.homeEnabled) throw new Refusal('not_enabled');
    const former = world.homes.get(user);
    if (args.has('hash') && args.text('hash') !== former?.hash) throw new Refusal('hash_conflict');
    world.views.claimForHome(user, definition);
    const home = { id: former?.id ?? world.ids.object('V'), user, definition, hash: world.ids.hash() };
    world.homes.set(user, home);
    world.changed();
    return { view: homeObject(world, home) };
  },
};

import { Refusal } from '../world/refusal.ts';
import type { ApiMethod } from './method.ts';

/**
 * Opens the conversation between the app and one person; not one of several people. Refusals:
 * https://docs.slack.dev/reference/methods/conversations.open#errors
 */
export const conversationsOpen: ApiMethod = {
  name: 'conversations.open',
  token: 'bot',
  tier: 'tier3',
  scopes: ['im:write'],
  run({ world, args }) {
    const [user, ...others] = (args.text('users') ?? '').split(',').filter((id) => id !== '');
    if (user === undefined) throw new Refusal('users_list_not_supplied');
    // Several people at once take another scope, which the app here never has.
    if (others.length > 0)
      throw new Refusal('missing_scope', [], { needed: 'mpim:write', provided: world.app.scopes.join(',') });
    const person = world.people.get(user);
    if (person === undefined) throw new Refusal('user_not_found');
    if (person.isDeleted === true) throw new Refusal('user_disabled');
    const isOpen = world.channels.has(world.directChannelOf(user));
    const { id } = world.openDirect(user);
    if (!isOpen) world.changed();
    return { channel: { id }, ...(isOpen ? { no_op: true, already_open: true } : {}) };
  },
};

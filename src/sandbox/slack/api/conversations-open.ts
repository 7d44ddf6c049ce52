import { Refusal } from '../world/refusal.ts';
import type { Channel, World } from '../world/world.ts';
import { channelById } from './channels.ts';
import { channelObject } from './conversations-info.ts';
import type { ApiCall, ApiMethod } from './method.ts';

const MAX_PEOPLE = 8;

/** @throws Refusal for a person who is not there, or for several at once. */
function personIn(world: World, users: string | undefined): string {
  const [user, ...others] = (users ?? '').split(',').filter((id) => id !== '');
  if (user === undefined) throw new Refusal('users_list_not_supplied');
  if (others.length >= MAX_PEOPLE) throw new Refusal('too_many_users');
  // Several people at once take another scope, which the app here never has.
  if (others.length > 0)
    throw new Refusal('missing_scope', [], { needed: 'mpim:write', provided: world.app.scopes.join(',') });
  const person = world.people.get(user);
  if (person === undefined) throw new Refusal('user_not_found');
  if (person.isDeleted === true) throw new Refusal('user_disabled');
  return user;
}

/** The conversation that is named, or the one with the person; undefined when it would have to be made. */
function existing({ world, args }: ApiCall): Channel | undefined {
  if (!args.has('channel')) return world.channels.get(world.directChannelOf(personIn(world, args.text('users'))));
  const channel = channelById(world, args.text('channel'));
  if (channel.isDirect !== true) throw new Refusal('method_not_supported_for_channel_type');
  return channel;
}

/**
 * Opens the conversation between the app and one person; not one of several people. Refusals:
 * https://docs.slack.dev/reference/methods/conversations.open#errors
 */
export const conversationsOpen: ApiMethod = {
  name: 'conversations.open',
  token: 'bot',
  tier: 'tier3',
  scopes: ['im:write'],
  run(call) {
    const { world, args } = call;
    const former = existing(call);
    if (former === undefined && args.flag('prevent_creation')) throw new Refusal('channel_not_found');
    const channel = former ?? world.openDirect(personIn(world, args.text('users')));
    if (former === undefined) world.changed();
    return {
      channel: args.flag('return_im') ? channelObject(world, channel) : { id: channel.id },
      ...(former === undefined ? {} : { no_op: true, already_open: true }),
    };
  },
};

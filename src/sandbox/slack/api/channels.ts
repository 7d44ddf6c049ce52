import { Refusal } from '../world/refusal.ts';
import type { Channel, World } from '../world/world.ts';
import type { ApiCall } from './method.ts';

/** A private channel does not exist for an app that is not in it. */
export function isVisible(world: World, channel: Channel): boolean {
  return channel.isDeleted !== true && (!channel.isPrivate || channel.members.has(world.credentials.botUserId));
}

/** @throws Refusal `channel_not_found`. */
export function channelById(world: World, id: string | undefined): Channel {
  const channel = world.channels.get(id ?? '');
  if (channel === undefined || !isVisible(world, channel)) throw new Refusal('channel_not_found');
  return channel;
}

/**
 * `chat.postMessage` also takes names, and the id of a person for the conversation with the app.
 * https://docs.slack.dev/reference/methods/chat.postMessage#channels
 */
export function channelForPosting(world: World, place: string | undefined): Channel {
  const person = world.people.get(place ?? '');
  if (person !== undefined && person.isDeleted !== true) return world.openDirect(person.id);
  const name = place?.replace(/^#/, '');
  const named = [...world.channels.values()].find((channel) => channel.isDirect !== true && channel.name === name);
  return channelById(world, named?.id ?? place);
}

/** @throws Refusal `not_in_channel`, as the method pages of `chat.*` and `conversations.*` list it. */
export function requireMembership(world: World, channel: Channel): void {
  if (!channel.members.has(world.credentials.botUserId)) throw new Refusal('not_in_channel');
}

/** `channels:…` for public channels, `groups:…` for private ones. https://docs.slack.dev/reference/scopes */
export function scopeByChannel(verb: 'history' | 'read'): (call: ApiCall) => readonly string[] {
  return ({ world, args }) => {
    const channel = world.channels.get(args.text('channel') ?? '');
    if (channel === undefined || !isVisible(world, channel)) return [`channels:${verb}`, `groups:${verb}`];
    if (channel.isDirect === true) return [`im:${verb}`];
    return [channel.isPrivate ? `groups:${verb}` : `channels:${verb}`];
  };
}

import type { GestureResult } from '../../contract.ts';
import type { PersonOption } from '../cast.ts';
import type { Courier } from '../deliver/courier.ts';
import type { Message } from '../world/messages.ts';
import type { Channel, World } from '../world/world.ts';

/** What gestures work with. */
export interface Stage {
  readonly world: World;
  readonly courier: Courier;
  /** Base URL of the emulator without a trailing slash, for response URLs. */
  readonly origin: () => string;
}

/** Why a person cannot do something: nothing was sent to the app. */
export class CannotDo extends Error {
  readonly code: string;
  readonly errors: Readonly<Record<string, string>> | undefined;

  constructor(code: string, sentence: string, errors?: Readonly<Record<string, string>>) {
    super(sentence);
    this.name = 'CannotDo';
    this.code = code;
    this.errors = errors;
  }

  result(): GestureResult {
    return {
      ok: false,
      problem: { code: this.code, text: this.message, sent: false },
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** @throws CannotDo `unknown-person`, also for deactivated accounts. */
export function personOf(world: World, user: string): PersonOption {
  const person = world.people.get(user);
  if (person === undefined || person.isDeleted === true) {
    throw new CannotDo('unknown-person', `There is no active person ${user} in this workspace.`);
  }
  return person;
}

/** A channel that the person is in. @throws CannotDo `channel-not-visible`. */
export function channelOf(world: World, user: string, id: string): Channel {
  const channel = world.channels.get(id);
  if (channel === undefined || channel.isDeleted === true || !channel.members.has(user)) {
    throw new CannotDo('channel-not-visible', 'You are not in that channel.');
  }
  return channel;
}

/** @throws CannotDo `is-archived`: nothing can be posted or clicked there. */
export function requireOpen(channel: Channel): void {
  if (channel.isArchived) throw new CannotDo('is-archived', `#${channel.name} is archived.`);
}

/** A message that the person sees. @throws CannotDo `message-not-visible`. */
export function messageOf(world: World, user: string, channel: Channel, ts: string): Message {
  const message = world.messages.find(channel.id, ts);
  const isHidden = message?.visibleTo !== undefined && message.visibleTo !== user;
  if (message === undefined || message.isTombstone === true || isHidden) {
    throw new CannotDo('message-not-visible', 'You cannot see that message.');
  }
  return message;
}

/** Another workspace's members see the app's messages, but not its commands, shortcuts and Home: https://docs.slack.dev/apis/slack-connect */
export function isStranger(world: World, user: string): boolean {
  return world.teamOf(user) !== world.team.id;
}

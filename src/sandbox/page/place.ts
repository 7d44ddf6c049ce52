import type { SlackSnapshot } from '../contract.ts';
import { channelsOf } from './conversation.ts';

/** Who the reader acts as and what they look at; kept in the address, so that two tabs can be two people. */
export interface Place {
  readonly person: string;
  /** A channel id, `home` for the app's Home, or `about`. */
  readonly channel: string;
  /** `ts` of the thread that is open beside the channel. */
  readonly thread?: string;
}

export const HOME = 'home';
/** What the app is, beside its Home. */
export const ABOUT = 'about';

function isOfApp(channel: string | null): channel is string {
  return channel === HOME || channel === ABOUT;
}

/** Reads `#as=ana&in=security-alerts&thread=1700000000.000100`; what is missing or unknown falls back to the first. */
export function readPlace(hash: string, slack: SlackSnapshot): Place {
  const wanted = new URLSearchParams(hash.replace(/^#/, ''));
  const person = slack.people.find(({ name }) => name === wanted.get('as')) ?? slack.people[0];
  const visible = channelsOf(slack, person?.id ?? '');
  const asked = wanted.get('in');
  const channel = isOfApp(asked) ? asked : (visible.find(({ name }) => name === asked) ?? visible[0])?.id;
  const thread = wanted.get('thread');
  return {
    person: person?.id ?? '',
    channel: channel ?? HOME,
    ...(thread === null || isOfApp(asked) ? {} : { thread }),
  };
}

export function writePlace(place: Place, slack: SlackSnapshot): string {
  const person = slack.people.find(({ id }) => id === place.person);
  const channel = slack.channels.find(({ id }) => id === place.channel);
  const wanted = new URLSearchParams({ as: person?.name ?? '', in: channel?.name ?? place.channel });
  if (place.thread !== undefined) wanted.set('thread', place.thread);
  return `#${wanted.toString()}`;
}

/** The place of another person: the same channel and thread if they may see it. */
export function actingAs(place: Place, person: string, slack: SlackSnapshot): Place {
  const visible = channelsOf(slack, person);
  if (isOfApp(place.channel) || visible.some(({ id }) => id === place.channel)) return { ...place, person };
  return { person, channel: visible[0]?.id ?? HOME };
}

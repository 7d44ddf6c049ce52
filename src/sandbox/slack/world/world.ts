import type { JsonObject } from '../../../model/json.ts';
import type { Cast, PersonOption, UserGroupOption } from '../cast.ts';
import type { SlackCredentials, SlackTiming } from '../sandbox-slack.ts';
import { Ids } from './ids.ts';
import { Messages } from './messages.ts';
import { Triggers } from './triggers.ts';
import { ResponseUrls } from './response-urls.ts';
import { Views } from './views.ts';

export interface Channel {
  readonly id: string;
  name: string;
  isPrivate: boolean;
  readonly created: number;
  isArchived: boolean;
  /** The conversation between one person and the app. */
  readonly isDirect?: true;
  /** Nobody sees it any more; to methods it is not there. */
  isDeleted?: boolean;
  /** User ids, the app's bot among them where it is a member. */
  members: Set<string>;
}

export interface Home {
  readonly id: string;
  readonly user: string;
  readonly definition: JsonObject;
  readonly hash: string;
}

export interface AppSettings {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly commands: readonly string[];
  readonly messageShortcuts: readonly { readonly callbackId: string; readonly name: string }[];
  readonly globalShortcuts: readonly string[];
  readonly events: readonly string[];
  readonly homeEnabled: boolean;
  readonly socketMode: boolean;
}

export interface WorldOptions {
  readonly cast: Cast;
  readonly app: AppSettings;
  readonly credentials: SlackCredentials;
  readonly timing: SlackTiming;
  readonly now: () => number;
}

/** Everything there is in the workspace. The Web API and people's gestures are the two ways to change it. */
export class World {
  readonly team: Cast['team'];
  readonly app: AppSettings;
  readonly credentials: SlackCredentials;
  readonly timing: SlackTiming;
  readonly now: () => number;
  readonly ids: Ids;
  readonly people: Map<string, PersonOption>;
  /** Why Slack refuses the bot token now. */
  tokenRefusal: string | undefined;
  userGroups: readonly UserGroupOption[];
  readonly channels: Map<string, Channel>;
  readonly messages = new Messages();
  readonly views: Views;
  readonly homes = new Map<string, Home>();
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly notices: { readonly at: number; readonly user: string; readonly text: string }[] = [];
  /** The old shared secret that payloads still carry; apps verify the signature instead. */
  readonly verificationToken: string;
  readonly #listeners = new Set<() => void>();
  readonly #directChannels = new Map<string, string>();

  constructor(options: WorldOptions) {
    const { cast, credentials, timing, now } = options;
    this.team = cast.team;
    this.app = options.app;
    this.credentials = credentials;
    this.timing = timing;
    this.now = now;
    this.ids = new Ids(now);
    this.people = new Map(cast.people.map((person) => [person.id, person]));
    this.userGroups = cast.userGroups;
    this.channels = new Map(
      cast.channels.map((channel) => [
        channel.id,
        {
          id: channel.id,
          name: channel.name,
          isPrivate: channel.isPrivate ?? false,
          created: Math.floor(now() / 1000),
          isArchived: channel.isArchived ?? false,
          members: new Set([...channel.members, ...(channel.hasApp === false ? [] : [credentials.botUserId])]),
        },
      ]),
    );
    this.views = new Views(this.ids);
    this.triggers = new Triggers(this.ids, now, timing.triggerMs);
    this.verificationToken = this.ids.secret();
    this.responseUrls = new ResponseUrls(this.ids, now, timing.responseUrlMs);
  }

  /** The workspace a person belongs to; another one for strangers. */
  teamOf(user: string): string {
    return this.people.get(user)?.team ?? this.team.id;
  }

  /** Id of the conversation between a person and the app, in which its Home tab stands. */
  directChannelOf(user: string): string {
    const id = this.#directChannels.get(user) ?? this.ids.object('D');
    this.#directChannels.set(user, id);
    return id;
  }

  /** The same as a place for messages: made when it is needed first. */
  openDirect(user: string): Channel {
    const id = this.directChannelOf(user);
    const channel: Channel = this.channels.get(id) ?? {
      id,
      name: this.app.name,
      isPrivate: true,
      isDirect: true,
      created: Math.floor(this.now() / 1000),
      isArchived: false,
      members: new Set([user, this.credentials.botUserId]),
    };
    this.channels.set(id, channel);
    return channel;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Call after every visible change. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  notice(user: string, text: string): void {
    this.notices.push({ at: this.now(), user, text });
    this.changed();
  }
}

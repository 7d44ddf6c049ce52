import type { GestureResult, SlackDelivery, SlackGesture, SlackSnapshot } from '../contract.ts';
import type { Cast } from './cast.ts';

/** What the app is configured with, as on its page at api.slack.com. */
export interface AppOptions {
  /** Display name of the bot. */
  readonly name?: string;
  /** Bot scopes that were granted at installation. Default: `DEFAULT_SCOPES`. */
  readonly scopes?: readonly string[];
  /** Slash commands, each with its slash. Default `['/trail']`. */
  readonly commands?: readonly string[];
  /** Shortcuts in the menu of a message, with the name that the menu shows. */
  readonly messageShortcuts?: readonly { readonly callbackId: string; readonly name: string }[];
  /** Callback ids. */
  readonly globalShortcuts?: readonly string[];
  /** Event types that the app subscribed to. Default `['app_home_opened']`. */
  readonly events?: readonly string[];
  /** Whether the Home tab is switched on. Default true. */
  readonly homeEnabled?: boolean;
  /**
   * Where events, interactions and commands go over HTTP; taken as verified already. Set or change it later with
   * {@link SandboxSlack.setRequestUrl}, which verifies it as Slack does.
   */
  readonly requestUrl?: string;
  /** Deliver over Socket Mode while a connection is open. Default true. */
  readonly socketMode?: boolean;
}

/** Slack's own limits in milliseconds; shorten them so that a test need not wait. */
export interface SlackTiming {
  /** In which the app must acknowledge. Default 3,000. */
  readonly ackMs: number;
  /** Life of a trigger id. Default 3,000. */
  readonly triggerMs: number;
  /** Life of a response URL. Default 30 minutes. */
  readonly responseUrlMs: number;
  /** Pauses before the retries of an event. Default at once, 1 minute, 5 minutes. */
  readonly eventRetryMs: readonly number[];
  /** How long a connection URL from `apps.connections.open` may be used. Default 30,000. */
  readonly ticketMs: number;
}

export interface SandboxSlackOptions {
  readonly cast?: Cast;
  readonly app?: AppOptions;
  /** Fixed ids and secrets; what is not given is made up. The team comes from the cast. */
  readonly credentials?: Partial<Omit<SlackCredentials, 'teamId'>>;
  readonly timing?: Partial<SlackTiming>;
  /** Multiplies every rate limit: 2 allows twice as much, `Infinity` switches them off. Default 1. */
  readonly rateScale?: number;
  /** Unix milliseconds. Triggers, response URLs, rate limits and message timestamps follow it; waiting is real. */
  readonly now?: () => number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
}

export interface SlackCredentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** One call of the Web API, as Slack's own log would show it. */
export interface ApiCallLog {
  readonly at: number;
  readonly method: string;
  readonly ok: boolean;
  readonly error?: string;
  readonly status: number;
}

export interface CallCount {
  readonly calls: number;
  readonly refused: number;
  readonly rateLimited: number;
}

/** Makes the next calls or deliveries go wrong, as Slack and networks do. `times` defaults to 1. */
export interface SlackFaults {
  /** Refuses with this error; nothing is applied. */
  fail(method: string, error: string, times?: number): void;
  /** HTTP 429 with `Retry-After`. */
  rateLimit(method: string, retryAfterSeconds: number, times?: number): void;
  /** An HTTP status without a Slack answer, e.g. 500 or 503. */
  status(method: string, status: number, times?: number): void;
  /** Applies the call, then drops the connection: the caller cannot know the outcome. */
  dropAfterApply(method: string, times?: number): void;
  /** Applies the call at once and answers late. */
  delay(method: string, ms: number, times?: number): void;
  /** Applies nothing and answers nothing until the returned function is called. */
  hold(method: string): () => void;
  /** Sends the next interaction, command or event twice: same body, same signature, at the same time. */
  duplicateNextDelivery(): void;
  /** Keeps deliveries back until the returned function is called. The clock for the ack starts with the delivery. */
  holdDeliveries(): () => void;
  clear(): void;
}

/** Socket Mode as Slack's side sees it. */
export interface SocketControl {
  readonly connections: number;
  /** Sends `disconnect` frames as Slack does when it recycles a connection, to all or to one. */
  refresh(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void;
  /** Cuts the connections without a word. */
  cut(): void;
}

/** Deeds of admins and owners, which the app cannot do itself. */
export interface AdminDeeds {
  archive(channel: string, archived?: boolean): void;
  /** Deletes the channel for everybody, or takes that back, which Slack itself cannot: so that tests can begin again. */
  deleteChannel(channel: string, deleted?: boolean): void;
  renameChannel(channel: string, name: string): void;
  /** Converts a public channel to a private one: its id and members stay. https://slack.com/help/articles/213185467 */
  makePrivate(channel: string): void;
  /** The app leaves the channel unless its bot user is among them. */
  setMembers(channel: string, members: readonly string[]): void;
  setGroupUsers(userGroup: string, users: readonly string[]): void;
  /** Disables a user group, or enables it again. */
  disableGroup(userGroup: string, disabled?: boolean): void;
  /** Deactivates somebody, gives them another name, or another address; null takes it away. */
  changePerson(
    user: string,
    change: { readonly name?: string; readonly isDeleted?: boolean; readonly email?: string | null },
  ): void;
  /**
   * Refuses the bot token from now on, as after the app was removed or its owner deactivated; undefined takes that back.
   * https://docs.slack.dev/reference/methods/chat.postMessage#errors
   */
  refuseToken(error: 'token_revoked' | 'account_inactive' | undefined): void;
}

/** A Slack workspace with one app installed, served on this machine. */
export interface SandboxSlack extends AdminDeeds {
  /** For `slackApiUrl` / `SLACK_API_URL`; ends with a slash. */
  readonly apiUrl: string;
  readonly credentials: SlackCredentials;
  /** What people see now. */
  snapshot(): SlackSnapshot;
  /** Called after every visible change; returns the function that stops it. */
  onChange(listener: () => void): () => void;
  /** Does what a person does and resolves when Slack would show them the outcome. Never rejects for a refusal. */
  gesture(gesture: SlackGesture): Promise<GestureResult>;
  /** Everything sent to the app so far, oldest first. */
  readonly deliveries: readonly SlackDelivery[];
  readonly calls: readonly ApiCallLog[];
  callCounts(): Readonly<Record<string, CallCount>>;
  readonly faults: SlackFaults;
  readonly sockets: SocketControl;
  /**
   * Sets the app's request URL after a `url_verification` handshake, as the app's configuration page does.
   * @throws TrailboltError `sandbox.url-not-verified`; the former URL stays.
   */
  setRequestUrl(url: string): Promise<void>;
  /** Sends a delivery again, byte for byte, with its old timestamp and signature. */
  replay(delivery: SlackDelivery): Promise<SlackDelivery>;
  close(): Promise<void>;
}

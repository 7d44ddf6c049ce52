import type { ChatMessage } from '../ports/chat.ts';
import type { ModalView } from '@slack/types';
import type { HomeFilter } from '../model/home.ts';
import type { Person } from '../model/person.ts';
import type { Role } from '../model/policy.ts';
import type { Payload } from './payload.ts';
import type { SlackServices } from './services.ts';

/** Who acts, on what, and how to answer: the same for every unit. */
export interface Gesture {
  readonly person: Person;
  /** Identity of the click or submission; the same delivery twice has the same key. */
  readonly key: string;
  readonly payload: Payload;
  readonly services: SlackServices;
  /** Only the person who acted sees it. False: there is no place where they could. */
  tell(message: ChatMessage): Promise<boolean>;
  /**
   * Puts a message in the place of the one that was acted on, where only the person sees that one. False: it is not such a
   * one, or it cannot be changed any more.
   */
  replace(message: () => Promise<ChatMessage>): Promise<boolean>;
  /** Fills the modal that is open for this gesture, or tells the person where there is none. */
  fill(view: ModalView): Promise<void>;
  /** Publishes the person's Home tab anew, with another filter where one was chosen. */
  home(choose?: (filter: HomeFilter) => HomeFilter): Promise<void>;
}

/** A button. One file each under `actions/`. */
export interface ButtonUnit {
  /** The button's `action_id`, or what comes before its running number. */
  readonly id: string;
  /** `member`: every full member of the workspace; whom it is for the unit asks itself. */
  readonly role: Role | 'member';
  run(gesture: Gesture, value: string): Promise<void>;
}

/** An event that Slack sends. One file each under `events/`. */
export interface EventUnit {
  /** The event's `type`. */
  readonly id: string;
  readonly role: Role;
  run(gesture: Gesture): Promise<void>;
}

/** A shortcut in a message's menu. One file each under `shortcuts/`. */
export interface ShortcutUnit {
  /** Its `callback_id` in the manifest. */
  readonly id: string;
  /** As the menu shows it. */
  readonly name: string;
  readonly summary: string;
  readonly role: Role;
  run(gesture: Gesture): Promise<void>;
}

/** A modal's submission. One file each under `views/`. */
export interface ViewUnit {
  /** The modal's `callback_id`. */
  readonly id: string;
  readonly role: Role;
  run(gesture: Gesture, view: Payload): Promise<void>;
}

/** What a command says to the person who typed it, or an answer that they may share with others. */
export type CommandAnswer = ChatMessage | { readonly share: ChatMessage };

/** A subcommand of `/trail`. One file each under `commands/`. */
export interface CommandUnit {
  /** The word after `/trail`. */
  readonly id: string;
  /** What follows, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  readonly role: Role;
  run(gesture: Gesture, words: readonly string[]): Promise<CommandAnswer>;
}

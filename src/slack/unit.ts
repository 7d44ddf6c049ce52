import type { ChatMessage } from '../ports/chat.ts';
import type { ModalView } from '@slack/types';
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
  /** Only the person who acted sees it. */
  tell(message: ChatMessage): Promise<void>;
  /** Fills the modal that is open for this gesture, or tells the person where there is none. */
  fill(view: ModalView): Promise<void>;
}

/** A button. One file each under `actions/`. */
export interface ButtonUnit {
  /** The button's `action_id`, or what comes before its running number. */
  readonly id: string;
  readonly role: Role;
  run(gesture: Gesture, value: string): Promise<void>;
}

/** A modal's submission. One file each under `views/`. */
export interface ViewUnit {
  /** The modal's `callback_id`. */
  readonly id: string;
  readonly role: Role;
  run(gesture: Gesture, view: Payload): Promise<void>;
}

/** A subcommand of `/trail`. One file each under `commands/`. */
export interface CommandUnit {
  /** The word after `/trail`. */
  readonly id: string;
  /** What follows, as help shows it. */
  readonly usage: string;
  readonly summary: string;
  readonly role: Role;
  run(gesture: Gesture, words: readonly string[]): Promise<ChatMessage>;
}

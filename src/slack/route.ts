import type { Person } from '../model/person.ts';
import type { Role } from '../model/policy.ts';
import { buttons } from './actions/index.ts';
import { commands } from './commands/index.ts';
import { text, type Payload } from './payload.ts';
import { events } from './events/index.ts';
import { isHomeOpened } from './home/place.ts';
import { shortcuts } from './shortcuts/index.ts';
import type { ButtonUnit, CommandUnit, EventUnit, ShortcutUnit, ViewUnit } from './unit.ts';
import { views } from './views/index.ts';

/** What was asked for. */
export type Unit =
  | { readonly kind: 'button'; readonly unit: ButtonUnit }
  | { readonly kind: 'view'; readonly unit: ViewUnit }
  | { readonly kind: 'event'; readonly unit: EventUnit }
  | { readonly kind: 'shortcut'; readonly unit: ShortcutUnit }
  | { readonly kind: 'command'; readonly unit: CommandUnit; readonly words: readonly string[] };

/** The unit that a payload asks for, or undefined: then nothing is done. */
export function unitOf(payload: Payload): Unit | undefined {
  if (typeof payload['command'] === 'string') {
    const [word = 'help', ...words] = (text(payload, 'text') ?? '')
      .trim()
      .split(/\s+/u)
      .filter((part) => part !== '');
    const unit = commands.find((candidate) => candidate.id === word.toLowerCase());
    if (unit !== undefined) return { kind: 'command', unit, words };
    const help = commands.find((candidate) => candidate.id === 'help');
    // Help says that it does not know the word.
    return help === undefined ? undefined : { kind: 'command', unit: help, words: [word, ...words] };
  }
  if (payload['type'] === 'block_actions') {
    const id = text(payload, 'actions', 0, 'action_id')?.replace(/\.\d+$/, '');
    const unit = buttons.find((candidate) => candidate.id === id);
    return unit === undefined ? undefined : { kind: 'button', unit };
  }
  if (payload['type'] === 'view_submission') {
    const unit = views.find((candidate) => candidate.id === text(payload, 'view', 'callback_id'));
    return unit === undefined ? undefined : { kind: 'view', unit };
  }
  if (payload['type'] === 'message_action') {
    const unit = shortcuts.find((candidate) => candidate.id === text(payload, 'callback_id'));
    return unit === undefined ? undefined : { kind: 'shortcut', unit };
  }
  if (isHomeOpened(payload)) {
    const unit = events.find((candidate) => candidate.id === text(payload, 'event', 'type'));
    return unit === undefined ? undefined : { kind: 'event', unit };
  }
  return undefined;
}

/** The value of the button, or of the chosen line of a menu. */
export function valueOf(payload: Payload): string {
  return text(payload, 'actions', 0, 'value') ?? text(payload, 'actions', 0, 'selected_option', 'value') ?? '';
}

/** Why a person may not use a unit at all, in words. */
export function refusal(person: Person, role: Role | 'member'): string {
  switch (person.kind) {
    case 'stranger':
      return 'Only members of the workspace that Trailbolt is installed in can use it.';
    case 'guest':
      return 'Guests cannot use Trailbolt.';
    case 'bot':
      return 'Bots cannot use Trailbolt.';
    case 'deleted':
      return 'This Slack account is deactivated.';
    case 'member':
      return `This needs the role ${role}; you have ${person.role ?? 'none'}. An admin of Trailbolt can change that in the policy.`;
  }
}

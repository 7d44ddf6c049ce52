import { text, type Payload } from '../payload.ts';

/** Was it made in the Home tab: by opening it, by one of its buttons, or in a window that one of them opened? */
export function isAtHome(payload: Payload): boolean {
  return isHomeOpened(payload) || text(payload, 'view', 'type') === 'home';
}

/** https://docs.slack.dev/reference/events/app_home_opened: the Messages tab sends it, too. */
export function isHomeOpened(payload: Payload): boolean {
  return text(payload, 'event', 'type') === 'app_home_opened' && text(payload, 'event', 'tab') === 'home';
}

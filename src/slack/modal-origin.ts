import type { ModalView } from '@slack/types';
import { isObject } from '../model/json.ts';
import { isAtHome } from './home/place.ts';
import { text, type Payload } from './payload.ts';

/** Where the button was pressed that a modal answers. */
export interface Origin {
  readonly channel: string;
  readonly thread: string | undefined;
}

/**
 * The modal with the place it was opened from beside its own metadata: the submission of a modal names no channel, and
 * when the window is closed the channel is the only place to tell the person anything.
 */
export function withOrigin(view: ModalView, payload: Payload): ModalView {
  const origin = isFromHome(payload) ? { home: true } : originOf(payload);
  if (view.private_metadata === undefined || origin === undefined) return view;
  return { ...view, private_metadata: JSON.stringify({ about: view.private_metadata, ...origin }) };
}

/** Was it made in the Home tab, or in a window that was opened from there? */
export function isFromHome(payload: Payload): boolean {
  return isAtHome(payload) || parsed(text(payload, 'view', 'private_metadata') ?? '')['home'] === true;
}

/** What the modal is about: its metadata as it was before {@link withOrigin}. */
export function aboutOf(view: Payload): string {
  const metadata = text(view, 'private_metadata') ?? '';
  return text(parsed(metadata), 'about') ?? metadata;
}

/** The place that a button's payload names, or that its modal has kept. */
export function originOf(payload: Payload): Origin | undefined {
  const kept = parsed(text(payload, 'view', 'private_metadata') ?? '');
  const channel =
    text(payload, 'channel', 'id') ?? text(payload, 'container', 'channel_id') ?? channelId(text(kept, 'channel'));
  const thread =
    text(payload, 'message', 'thread_ts') ??
    // Of a message that only one person sees, Slack names the place and not the message.
    text(payload, 'container', 'thread_ts') ??
    text(kept, 'thread');
  return channel === undefined ? undefined : { channel, thread };
}

/** The object that the metadata holds; anything else, such as a bare id, holds none. */
function parsed(metadata: string): Payload {
  try {
    const value: unknown = JSON.parse(metadata);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function channelId(id: string | undefined): string | undefined {
  return id !== undefined && /^[CDG][A-Z0-9]{2,20}$/.test(id) ? id : undefined;
}

import { note } from '../../blocks/note.ts';
import type { SignedRequest } from '../model/job.ts';
import type { Chat } from '../ports/chat.ts';
import { parsePayload, text } from './payload.ts';

/** Tells the person whose click waited too long in the queue; the request is truly Slack's, only old. */
export async function tellTooLate(chat: Chat, request: SignedRequest): Promise<void> {
  const payload = parsePayload(request);
  const channel = text(payload, 'channel', 'id') ?? text(payload, 'channel_id');
  const user = text(payload, 'user', 'id') ?? text(payload, 'user_id');
  if (channel === undefined || user === undefined) return;
  const sentence =
    'Trailbolt could not get to your click in time and did nothing with it. Please look again and click anew.';
  await chat.ephemeral(channel, user, note(sentence), text(payload, 'message', 'thread_ts'));
}

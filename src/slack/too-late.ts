import type { SignedRequest } from '../model/job.ts';
import type { Chat } from '../ports/chat.ts';
import type { Log } from '../ports/log.ts';
import { referenceOf } from './failure.ts';
import { replyTo, say } from './gesture.ts';
import { parsePayload, personIn } from './payload.ts';
import { requestKeyOf } from './signature.ts';

/** Tells the person whose click waited too long in the queue; the request is truly Slack's, only old. */
export async function tellTooLate(
  ports: { readonly chat: Chat; readonly log: Log },
  request: SignedRequest,
): Promise<void> {
  const payload = parsePayload(request);
  const user = personIn(payload);
  if (user === undefined) return;
  const key = requestKeyOf(request);
  await say(
    replyTo({ ...ports, user, key, payload }),
    `Trailbolt could not get to your click in time and did nothing with it. Please look again and click anew. (reference ${referenceOf(key)})`,
  );
}

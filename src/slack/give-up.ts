import { TrailboltError } from '../errors.ts';
import type { SignedRequest } from '../model/job.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { failureKey, keepFailure, referenceOf } from './failure.ts';
import { replyTo, say } from './gesture.ts';
import { isDone } from './once.ts';
import { parsePayload, personIn, unitIdOf } from './payload.ts';
import { requestKeyOf } from './signature.ts';

interface GiveUpPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly chat: Chat;
  readonly log: Log;
}

const BROKEN_OFF =
  'Trailbolt began with this several times and broke off each time. Look whether it was done before you try again, and give an operator the reference.';
const TOO_LATE =
  'Trailbolt could not get to your click in time and did nothing with it. Please look again and click anew.';

/**
 * What became of a click that is delivered once more after its last try. Whoever was told how that ended is not told again;
 * where a worker died each time nobody was, and a window still says that it is loading.
 * @throws TrailboltError `job.given-up`, so that the queue sets it aside as it is; not where it was done.
 */
export async function giveUp(ports: GiveUpPorts, request: SignedRequest): Promise<void> {
  const key = requestKeyOf(request);
  if (await isDone(ports.store, key)) return;
  const told = await ports.store.get(failureKey(referenceOf(key)));
  if (told === undefined) await tell(ports, request, { code: 'job.given-up', sentence: BROKEN_OFF });
  throw new TrailboltError('job.given-up', 'No try at this click has come to its end.');
}

/** Tells the person whose click waited too long in the queue; the request is truly Slack's, only old. */
export async function tellTooLate(ports: GiveUpPorts, request: SignedRequest): Promise<void> {
  await tell(ports, request, { code: 'job.stale', sentence: TOO_LATE });
}

/** Says it where the person looks, and keeps it for whoever asks after the reference. */
async function tell(
  ports: GiveUpPorts,
  request: SignedRequest,
  { code, sentence }: { readonly code: string; readonly sentence: string },
): Promise<void> {
  const payload = parsePayload(request);
  const person = personIn(payload);
  if (person === undefined) return;
  const key = requestKeyOf(request);
  await say(replyTo({ ...ports, user: person, key, payload }), `${sentence} (reference ${referenceOf(key)})`);
  await keepFailure(ports, { unit: unitIdOf(payload), person, code, sentence, key });
}

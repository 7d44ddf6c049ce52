import { TrailboltError } from '../../../errors.ts';
import { isObject } from '../../../model/json.ts';
import { parseJson } from '../world/json-fields.ts';
import type { World } from '../world/world.ts';
import { httpPost } from './http-post.ts';
import { sign } from './outgoing.ts';

/**
 * The handshake that a request URL for events must pass: https://docs.slack.dev/reference/events/url_verification
 * @throws TrailboltError `sandbox.url-not-verified`.
 */
export async function verifyUrl(world: World, url: string): Promise<void> {
  const challenge = world.ids.secret();
  const body = JSON.stringify({ token: world.verificationToken, challenge, type: 'url_verification' });
  const timestamp = Math.floor(world.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(world.credentials.signingSecret, timestamp, body),
  };
  const ack = await httpPost(url, headers, body, world.timing.ackMs);
  const answered = ack.ok ? parseJson(ack.body) : undefined;
  const echoed = isObject(answered) ? answered['challenge'] : ack.ok ? ack.body.trim() : undefined;
  if (echoed !== challenge) {
    throw new TrailboltError(
      'sandbox.url-not-verified',
      'The request URL did not answer with the value of the challenge, so it stays as it was.',
      { details: { url, ...(ack.ok ? {} : { reason: ack.reason }) } },
    );
  }
}

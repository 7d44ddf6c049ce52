import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedRequest } from '../model/job.ts';

/** How old a request may be when it reaches the front, and how far ahead its clock may run, in seconds. */
export const FRONT_AGE_SECONDS = 300;

export type SignatureCheck =
  { readonly ok: true } | { readonly ok: false; readonly reason: 'unsigned' | 'stale' | 'future' | 'mismatch' };

/**
 * Slack's v0 signature over `v0:<timestamp>:<body>`, with the age bounded on both sides.
 * @param now Unix milliseconds. @param maxAgeSeconds 300 at the front; more where a queue lies between.
 */
export function checkSignature(
  request: SignedRequest,
  secret: string,
  now: number,
  maxAgeSeconds: number,
): SignatureCheck {
  if (!/^\d{1,12}$/.test(request.timestamp) || !/^v0=[0-9a-f]{64}$/.test(request.signature))
    return { ok: false, reason: 'unsigned' };
  const age = Math.floor(now / 1000) - Number(request.timestamp);
  const expected = createHmac('sha256', secret).update(`v0:${request.timestamp}:${request.body}`).digest();
  // Compared before the age is judged: only what is truly signed is worth telling stale from forged.
  if (!timingSafeEqual(expected, Buffer.from(request.signature.slice(3), 'hex')))
    return { ok: false, reason: 'mismatch' };
  if (age > maxAgeSeconds) return { ok: false, reason: 'stale' };
  if (age < -FRONT_AGE_SECONDS) return { ok: false, reason: 'future' };
  return { ok: true };
}

/** Signs as Slack does: for the Socket Mode front, whose requests come unsigned over a connection that is itself trusted. */
export function sign(body: string, contentType: string, secret: string, now: number): SignedRequest {
  const timestamp = String(Math.floor(now / 1000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return { body, contentType, timestamp, signature };
}

/** The identity of one click: the same signed request gives the same key, wherever it turns up. Hex. */
export function requestKeyOf(request: SignedRequest): string {
  return createHash('sha256').update(request.signature).digest('hex').slice(0, 40);
}
